/*
 * barrier.c: a barrier, under one lock.
 *
 * The last who comes begins a new generation and grants those of the old one, a batch at a time; who
 * comes for the next round meanwhile stands behind them in the list.
 */
#include <wok/sync.h>

#include "base/leaf.h"
#include "sync/wait_list.h"

static wok__lock *lock_of(struct wok_barrier *barrier) {
    return wok__lock_in_u32(&barrier->lock);
}

void wok_barrier_init(struct wok_barrier *barrier, uint32_t count) {
    *barrier = (struct wok_barrier)WOK_BARRIER_INIT(count);
}

static bool is_of_old_generation(const struct wok_barrier *barrier, uint32_t generation) {
    const struct wok_barrier_wait *first = (const void *)barrier->waiters;
    return first && (int32_t)(generation - first->generation) > 0;
}

/* `generation` is the one that has begun. */
static void let_go(struct wok_barrier *barrier, uint32_t generation) {
    struct wok__batch batch;
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(barrier));
        while (!wok__batch_is_full(&batch) && is_of_old_generation(barrier, generation))
            wok__batch_grant(&batch, &barrier->waiters, barrier->waiters);
        wok__lock_release(lock_of(barrier));
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

void wok_barrier_wait_init(struct wok_barrier_wait *self, struct wok_barrier *barrier) {
    wok__check(barrier->count > 0, "wok: a barrier for nobody: wok_barrier_init was not called");
    wok__wait_over(&self->wait);
    self->barrier = barrier;
    self->result = 0;
}

static enum wok_poll begin(struct wok_barrier_wait *self, struct wok_context *cx) {
    struct wok_barrier *barrier = self->barrier;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(barrier));
    self->generation = barrier->generation;
    self->result = barrier->arrived + 1 == barrier->count;
    if (self->result) {
        barrier->arrived = 0;
        barrier->generation++;
    } else {
        barrier->arrived++;
        wok__wait_begin(&barrier->waiters, &self->wait, cx->waker);
    }
    wok__lock_release(lock_of(barrier));
    if (!self->result)
        return WOK_PENDING;
    let_go(barrier, self->generation + 1);
    return WOK_READY;
}

enum wok_poll wok_barrier_wait_poll(struct wok_barrier_wait *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->barrier), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    return WOK_READY;
}

/* Leaving and taking back the arrival are one step: in between the others must not go on. */
enum wok_poll wok_barrier_wait_cancel(struct wok_barrier_wait *self, struct wok_context *cx) {
    struct wok_barrier *barrier = self->barrier;
    struct wok_waker waker = {NULL, NULL};
    (void)cx;
    if (wok__wait_look(&self->wait) == WOK__WAIT_IDLE)
        return WOK_READY;
    wok__lock_acquire(lock_of(barrier));
    if (wok__wait_look(&self->wait) == WOK__WAIT_WAITING) {
        if (self->generation == barrier->generation)
            barrier->arrived--;
        waker = wok__wait_waker(&self->wait);
        wok__wait_unlink(&barrier->waiters, &self->wait);
    }
    wok__wait_over(&self->wait);
    wok__lock_release(lock_of(barrier));
    wok_waker_drop(&waker);
    return WOK_READY;
}

void wok_barrier_wait_drop(struct wok_barrier_wait *self) {
    (void)self;
}

WOK__LEAF(wok_barrier_wait);

int wok_barrier_wait(struct wok_barrier *barrier) {
    wok__may_block(__func__);
    struct wok_barrier_wait cold;
    int result = 0;
    wok_barrier_wait_init(&cold, barrier);
    wok_block_on_future(&wok_barrier_wait_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
