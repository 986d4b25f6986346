/*
 * semaphore.c: permits, under one lock.
 *
 * While somebody waits, nobody else takes: permits that come are for the first in the list, once
 * there are as many as it wants. So a list that is not empty begins with one that wants more than
 * there are.
 */
#include <wok/sync.h>

#include <errno.h>

#include "base/void_leaf.h"
#include "sync/wait_list.h"

static wok__lock *lock_of(struct wok_semaphore *semaphore) {
    return wok__lock_in_u32(&semaphore->lock);
}

void wok_semaphore_init(struct wok_semaphore *semaphore, uint32_t permits) {
    *semaphore = (struct wok_semaphore)WOK_SEMAPHORE_INIT(permits);
}

/* Under the lock. */
static bool take(struct wok_semaphore *semaphore, uint32_t permits, struct wok_task *task) {
    if (semaphore->waiters || semaphore->permits < permits)
        return false;
    semaphore->permits -= permits;
    semaphore->last_taker = task;
    return true;
}

/* Under the lock: whether the first who waits can go. */
static bool take_for_first(struct wok_semaphore *semaphore) {
    struct wok_semaphore_acquire *first = (void *)semaphore->waiters;
    if (!first || semaphore->permits < first->permits)
        return false;
    struct wok_waker waker = wok__wait_waker(&first->wait);
    semaphore->permits -= first->permits;
    semaphore->last_taker = wok__wait_task(&waker);
    return true;
}

/* Add permits and let those go who have enough now. */
static void give(struct wok_semaphore *semaphore, uint32_t permits) {
    struct wok__batch batch;
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(semaphore));
        bool fits = permits <= UINT32_MAX - semaphore->permits;
        if (fits)
            semaphore->permits += permits;
        while (fits && !wok__batch_is_full(&batch) && take_for_first(semaphore))
            wok__batch_grant(&batch, &semaphore->waiters, semaphore->waiters);
        wok__lock_release(lock_of(semaphore));
        wok__check(fits, "wok: a semaphore has more than 2^32 - 1 permits");
        permits = 0;
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

int wok_semaphore_try_acquire(struct wok_semaphore *semaphore, uint32_t permits) {
    wok__lock_acquire(lock_of(semaphore));
    bool taken = take(semaphore, permits, /* task */ NULL);
    wok__lock_release(lock_of(semaphore));
    return taken ? 0 : -EAGAIN;
}

void wok_semaphore_release(struct wok_semaphore *semaphore, uint32_t permits) {
    give(semaphore, permits);
}

uint32_t wok_semaphore_permits(struct wok_semaphore *semaphore) {
    wok__lock_acquire(lock_of(semaphore));
    uint32_t permits = semaphore->permits;
    wok__lock_release(lock_of(semaphore));
    return permits;
}

void wok_semaphore_acquire_init(struct wok_semaphore_acquire *self, struct wok_semaphore *semaphore,
                                uint32_t permits) {
    wok__wait_over(&self->wait);
    self->semaphore = semaphore;
    self->permits = permits;
}

static enum wok_poll begin(struct wok_semaphore_acquire *self, struct wok_context *cx) {
    struct wok_semaphore *semaphore = self->semaphore;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(semaphore));
    bool taken = take(semaphore, self->permits, wok__wait_task(cx->waker));
    if (!taken)
        wok__wait_begin(&semaphore->waiters, &self->wait, cx->waker);
    wok__lock_release(lock_of(semaphore));
    return taken ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_semaphore_acquire_poll(struct wok_semaphore_acquire *self,
                                         struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->semaphore), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    return WOK_READY;
}

/* Also one that had nothing yet may have kept others waiting behind it. */
enum wok_poll wok_semaphore_acquire_cancel(struct wok_semaphore_acquire *self,
                                           struct wok_context *cx) {
    struct wok_semaphore *semaphore = self->semaphore;
    (void)cx;
    switch (wok__wait_leave(lock_of(semaphore), &semaphore->waiters, &self->wait)) {
    case WOK__WAIT_IDLE:
        break;
    case WOK__WAIT_WAITING:
        give(semaphore, 0);
        break;
    case WOK__WAIT_GRANTED:
        give(semaphore, self->permits);
        break;
    }
    return WOK_READY;
}

void wok_semaphore_acquire_drop(struct wok_semaphore_acquire *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_semaphore_acquire);

void wok_semaphore_acquire(struct wok_semaphore *semaphore, uint32_t permits) {
    wok__may_block(__func__);
    if (wok_semaphore_try_acquire(semaphore, permits) == 0)
        return;
    struct wok_semaphore_acquire cold;
    wok_semaphore_acquire_init(&cold, semaphore, permits);
    wok_block_on_future(&wok_semaphore_acquire_type, &cold, sizeof cold, NULL, __func__, 0);
}
