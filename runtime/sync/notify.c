/*
 * notify.c: notify, under one lock.
 *
 * Everybody who waits has noted the generation in which it began. notify_all begins a new one and
 * grants those of the old ones, a batch at a time; who comes meanwhile belongs to the new generation
 * and stays. A grant by notify_one is passed on when its owner is cancelled; one by notify_all is not,
 * since everybody has its own.
 */
#include <wok/sync.h>

#include "base/void_leaf.h"
#include "sync/wait_list.h"

static wok__lock *lock_of(struct wok_notify *notify) {
    return wok__lock_in_u32(&notify->lock);
}

/* Wake the one who waits longest; `keep`: for the next who comes, when nobody waits. */
static void wake_first(struct wok_notify *notify, bool keep) {
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(lock_of(notify));
    struct wok_notify_wait *first = (void *)notify->waiters;
    if (first) {
        first->passes_on = true;
        waker = wok__wait_grant(&notify->waiters, &first->wait);
    } else if (keep) {
        notify->kept = true;
    }
    wok__lock_release(lock_of(notify));
    wok_waker_wake(&waker);
}

void wok_notify_one(struct wok_notify *notify) {
    wake_first(notify, /* keep */ true);
}

static bool is_of_old_generation(const struct wok_notify *notify, uint32_t generation) {
    const struct wok_notify_wait *first = (const void *)notify->waiters;
    return first && (int32_t)(generation - first->generation) > 0;
}

void wok_notify_all(struct wok_notify *notify) {
    struct wok__batch batch;
    uint32_t generation = 0;
    bool begun = false;
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(notify));
        if (!begun)
            generation = ++notify->generation;
        begun = true;
        while (!wok__batch_is_full(&batch) && is_of_old_generation(notify, generation))
            wok__batch_grant(&batch, &notify->waiters, notify->waiters);
        wok__lock_release(lock_of(notify));
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

void wok_notify_wait_init(struct wok_notify_wait *self, struct wok_notify *notify) {
    wok__wait_over(&self->wait);
    self->notify = notify;
    self->passes_on = false;
}

static enum wok_poll begin(struct wok_notify_wait *self, struct wok_context *cx) {
    struct wok_notify *notify = self->notify;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(notify));
    bool kept = notify->kept;
    notify->kept = false;
    if (!kept) {
        self->generation = notify->generation;
        wok__wait_begin(&notify->waiters, &self->wait, cx->waker);
    }
    wok__lock_release(lock_of(notify));
    return kept ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_notify_wait_poll(struct wok_notify_wait *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->notify), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    return WOK_READY;
}

enum wok_poll wok_notify_wait_cancel(struct wok_notify_wait *self, struct wok_context *cx) {
    struct wok_notify *notify = self->notify;
    (void)cx;
    enum wok__wait was = wok__wait_leave(lock_of(notify), &notify->waiters, &self->wait);
    if (was == WOK__WAIT_GRANTED && self->passes_on)
        wake_first(notify, /* keep */ true);
    return WOK_READY;
}

void wok_notify_wait_drop(struct wok_notify_wait *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_notify_wait);

void wok_notify_wait(struct wok_notify *notify) {
    wok__may_block(__func__);
    struct wok_notify_wait cold;
    wok_notify_wait_init(&cold, notify);
    wok_block_on_future(&wok_notify_wait_type, &cold, sizeof cold, NULL, __func__, 0);
}

/* The condition: a notify that keeps nothing. See condition.c for its waiting. */

void wok_condition_signal(struct wok_condition *condition) {
    wake_first(&condition->notify, /* keep */ false);
}

void wok_condition_broadcast(struct wok_condition *condition) {
    wok_notify_all(&condition->notify);
}
