/*
 * condition.c: waiting for a condition: unlock, wait, lock again.
 *
 *     NOT_BEGUN --poll: in the list, mutex unlocked--> SIGNAL --granted--> LOCKING --> OVER
 *                                                        |                   ^
 *                                                        +----- cancel ------+
 *
 * The place in the condition's list is taken before the mutex is given back, so that a signal by who
 * locks it next is not missed. Cancelling also goes through LOCKING: see the header.
 */
#include <wok/sync.h>

#include "base/leaf.h"
#include "base/void_leaf.h"
#include "sync/wait_list.h"

enum phase { NOT_BEGUN, SIGNAL, LOCKING, OVER };

void wok_condition_wait_init(struct wok_condition_wait *self, struct wok_condition *condition,
                             struct wok_mutex *mutex) {
    wok_notify_wait_init(&self->signal, &condition->notify);
    wok_mutex_lock_init(&self->lock, mutex);
    self->phase = NOT_BEGUN;
}

static enum wok_poll lock_again(struct wok_condition_wait *self, struct wok_context *cx) {
    self->phase = LOCKING;
    if (wok_mutex_lock_poll(&self->lock, cx) == WOK_PENDING)
        return WOK_PENDING;
    self->phase = OVER;
    return WOK_READY;
}

enum wok_poll wok_condition_wait_poll(struct wok_condition_wait *self, struct wok_context *cx) {
    bool begins = self->phase == NOT_BEGUN;
    if (begins || self->phase == SIGNAL) {
        enum wok_poll answer = wok_notify_wait_poll(&self->signal, cx);
        if (begins && wok__wait_look(&self->signal.wait) != WOK__WAIT_IDLE) {
            self->phase = SIGNAL;
            wok_mutex_unlock(self->lock.mutex);
        }
        if (answer == WOK_PENDING)
            return WOK_PENDING;
    }
    return self->phase == OVER ? WOK_READY : lock_again(self, cx);
}

enum wok_poll wok_condition_wait_cancel(struct wok_condition_wait *self, struct wok_context *cx) {
    if (self->phase == SIGNAL) {
        struct wok_notify *notify = self->signal.notify;
        enum wok__wait was =
            wok__wait_leave(wok__lock_in_u32(&notify->lock), &notify->waiters, &self->signal.wait);
        if (was == WOK__WAIT_GRANTED && self->signal.passes_on)
            wok_condition_signal((struct wok_condition *)notify);
        self->phase = LOCKING;
    }
    return self->phase == LOCKING ? lock_again(self, cx) : WOK_READY;
}

void wok_condition_wait_drop(struct wok_condition_wait *self) {
    (void)self;
}

WOK__VOID_LEAF_WITH(wok_condition_wait, WOK_FUTURE_LEAF);

void wok_condition_wait(struct wok_condition *condition, struct wok_mutex *mutex) {
    wok__may_block(__func__);
    struct wok_condition_wait cold;
    wok_condition_wait_init(&cold, condition, mutex);
    wok_block_on_future(&wok_condition_wait_type, &cold, sizeof cold, NULL, __func__, 0);
}
