/*
 * once.c: something that is made once.
 *
 *     state   EMPTY -> MAKING -> SET
 *               ^        |
 *               +--------+   nobody waits; else MAKING stays and the turn goes to the first who waits
 *
 * SET is stored with release and never leaves, so a load with acquire is all it takes afterwards.
 */
#include <wok/sync.h>

#include "base/leaf.h"
#include "sync/wait_list.h"

enum { EMPTY, MAKING, SET };

static wok__lock *lock_of(struct wok_once *once) {
    return wok__lock_in_u32(&once->lock);
}

static wok__atomic_u32 *state_of(struct wok_once *once) {
    return wok__atomic_in_u32(&once->state);
}

bool wok_once_is_set(struct wok_once *once) {
    return wok__load_acquire(state_of(once)) == SET; /* pairs with wok_once_set */
}

/* The list does not grow any more once SET is visible under the lock. */
void wok_once_set(struct wok_once *once) {
    struct wok__batch batch;
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(once));
        wok__store_release(state_of(once), SET); /* pairs with wok_once_is_set */
        while (once->waiters && !wok__batch_is_full(&batch))
            wok__batch_grant(&batch, &once->waiters, once->waiters);
        wok__lock_release(lock_of(once));
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

void wok_once_end(struct wok_once *once) {
    struct wok_waker waker = {NULL, NULL};
    if (wok_once_is_set(once))
        return;
    wok__lock_acquire(lock_of(once));
    if (once->waiters)
        waker = wok__wait_grant(&once->waiters, once->waiters);
    else
        wok__store_relaxed(state_of(once), EMPTY);
    wok__lock_release(lock_of(once));
    wok_waker_wake(&waker);
}

void wok_once_begin_init(struct wok_once_begin *self, struct wok_once *once) {
    wok__wait_over(&self->wait);
    self->once = once;
    self->result = 0;
}

static enum wok_poll begin(struct wok_once_begin *self, struct wok_context *cx) {
    struct wok_once *once = self->once;
    if (wok_once_is_set(once))
        return WOK_READY;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(once));
    uint32_t state = wok__load_relaxed(state_of(once));
    if (state == EMPTY)
        wok__store_relaxed(state_of(once), MAKING);
    if (state == MAKING)
        wok__wait_begin(&once->waiters, &self->wait, cx->waker);
    wok__lock_release(lock_of(once));
    self->result = state == EMPTY;
    return state == MAKING ? WOK_PENDING : WOK_READY;
}

enum wok_poll wok_once_begin_poll(struct wok_once_begin *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->once), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    self->result = !wok_once_is_set(self->once);
    return WOK_READY;
}

enum wok_poll wok_once_begin_cancel(struct wok_once_begin *self, struct wok_context *cx) {
    struct wok_once *once = self->once;
    (void)cx;
    if (wok__wait_leave(lock_of(once), &once->waiters, &self->wait) == WOK__WAIT_GRANTED)
        wok_once_end(once);
    return WOK_READY;
}

void wok_once_begin_drop(struct wok_once_begin *self) {
    (void)self;
}

WOK__LEAF(wok_once_begin);

int wok_once_begin(struct wok_once *once) {
    wok__may_block(__func__);
    if (wok_once_is_set(once))
        return 0;
    struct wok_once_begin cold;
    int result = 0;
    wok_once_begin_init(&cold, once);
    wok_block_on_future(&wok_once_begin_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
