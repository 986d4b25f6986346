/*
 * mutex.c: the mutex.
 *
 *     state   0                       free
 *             LOCKED                  somebody's
 *             LOCKED | WAITERS        and the list may hold somebody
 *
 * Without contention locking and unlocking are one read-modify-write each, of `state`. Who finds it
 * LOCKED sets WAITERS and enters the list, under `lock`; an unlock that sees WAITERS takes `lock` and
 * hands the mutex over: it stays LOCKED, so nobody can overtake. WAITERS with an empty list is legal
 * (who waited was cancelled); the next unlock clears it.
 *
 * `holder` is written by who has the mutex, or hands it over; it says to a report who that is.
 *
 * LOCKED is cleared with release, by an unlock, and set with acquire. A hand-over is ordered by the
 * grant, see wait_list.h.
 */
#include <wok/sync.h>

#include <errno.h>

#include "base/void_leaf.h"
#include "sync/wait_list.h"

enum { LOCKED = 1, WAITERS = 2 };

static wok__atomic_u32 *state_of(struct wok_mutex *mutex) {
    return wok__atomic_in_u32(&mutex->state);
}

static wok__lock *lock_of(struct wok_mutex *mutex) {
    return wok__lock_in_u32(&mutex->lock);
}

static void note_holder(struct wok_mutex *mutex, struct wok_task *task) {
    wok__store_relaxed(wok__atomic_in_pointer(&mutex->holder), task);
}

static bool try_take(struct wok_mutex *mutex) {
    uint32_t expected = 0;
    return wok__cas_acquire(state_of(mutex), &expected, LOCKED);
}

/* Under the lock: take it, or say that somebody is about to wait. Saying so orders nothing: who sees it
 * takes the lock. */
static bool take_or_announce(struct wok_mutex *mutex) {
    uint32_t seen = LOCKED;
    while (!wok__cas_relaxed(state_of(mutex), &seen, LOCKED | WAITERS)) {
        if (seen & WAITERS)
            return false;
        if (!seen && try_take(mutex))
            return true;
        seen = LOCKED;
    }
    return false;
}

/* The mutex is the caller's, and somebody may wait. */
static void hand_over(struct wok_mutex *mutex) {
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(lock_of(mutex));
    if (mutex->waiters) {
        struct wok_waker next = wok__wait_waker(mutex->waiters);
        note_holder(mutex, wok__wait_task(&next));
        waker = wok__wait_grant(&mutex->waiters, mutex->waiters);
    } else {
        wok__store_release(state_of(mutex), 0); /* pairs with try_take */
    }
    wok__lock_release(lock_of(mutex));
    wok_waker_wake(&waker);
}

int wok_mutex_try_lock(struct wok_mutex *mutex) {
    if (!try_take(mutex))
        return -EBUSY;
    note_holder(mutex, NULL);
    return 0;
}

void wok_mutex_unlock(struct wok_mutex *mutex) {
    uint32_t expected = LOCKED;
    if (wok__cas_release(state_of(mutex), &expected, 0)) /* pairs with try_take */
        return;
    wok__check(expected & LOCKED, "wok: a mutex is unlocked that is not locked");
    hand_over(mutex);
}

void wok_mutex_lock_init(struct wok_mutex_lock *self, struct wok_mutex *mutex) {
    wok__wait_over(&self->wait);
    self->mutex = mutex;
}

static enum wok_poll begin(struct wok_mutex_lock *self, struct wok_context *cx) {
    struct wok_mutex *mutex = self->mutex;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    bool taken = try_take(mutex);
    if (!taken) {
        wok__lock_acquire(lock_of(mutex));
        taken = take_or_announce(mutex);
        if (!taken)
            wok__wait_begin(&mutex->waiters, &self->wait, cx->waker);
        wok__lock_release(lock_of(mutex));
    }
    if (taken)
        note_holder(mutex, wok__wait_task(cx->waker));
    return taken ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_mutex_lock_poll(struct wok_mutex_lock *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->mutex), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    return WOK_READY;
}

enum wok_poll wok_mutex_lock_cancel(struct wok_mutex_lock *self, struct wok_context *cx) {
    struct wok_mutex *mutex = self->mutex;
    (void)cx;
    if (wok__wait_leave(lock_of(mutex), &mutex->waiters, &self->wait) == WOK__WAIT_GRANTED)
        wok_mutex_unlock(mutex);
    return WOK_READY;
}

void wok_mutex_lock_drop(struct wok_mutex_lock *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_mutex_lock);

void wok_mutex_lock(struct wok_mutex *mutex) {
    wok__may_block(__func__);
    if (!try_take(mutex)) {
        struct wok_mutex_lock cold;
        wok_mutex_lock_init(&cold, mutex);
        wok_block_on_future(&wok_mutex_lock_type, &cold, sizeof cold, NULL, __func__, 0);
    }
    note_holder(mutex, NULL); /* the task in which the thread waited is over */
}
