/*
 * changes.h: waiting until a condition, which is looked at under somebody's lock, has become true; who
 * changes it calls wok_notify_all after the lock.
 *
 * Register, then look again: a change that comes after the look reaches the node.
 */
#ifndef WOK__SYNC_CHANGES_H
#define WOK__SYNC_CHANGES_H

#include <errno.h>

#include <wok/sync.h>

/* `look` answers -EAGAIN as long as there is nothing. PENDING, or READY with its answer in *result. */
static inline enum wok_poll wok__changes_poll(struct wok_notify_wait *wait, struct wok_context *cx,
                                              int (*look)(void *self), void *self, int *result) {
    struct wok_notify *notify = wait->notify;
    while ((*result = look(self)) == -EAGAIN) {
        if (wok_notify_wait_poll(wait, cx) == WOK_READY) {
            wok_notify_wait_init(wait, notify); /* it has changed: look, and register anew */
            continue;
        }
        *result = look(self);
        if (*result == -EAGAIN)
            return WOK_PENDING;
        break;
    }
    wok_notify_wait_cancel(wait, cx);
    return WOK_READY;
}

#endif
