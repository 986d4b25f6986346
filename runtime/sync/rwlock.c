/*
 * rwlock.c: readers and writers, under one lock.
 *
 *     holders   0: free; WRITER; else the number of readers
 *     writer    who is the WRITER, for reports
 *
 * A list that is not empty begins with one that cannot have the lock now: a writer while anybody has
 * it, or a reader while a writer has it. Who comes later queues behind it, readers too.
 */
#include <wok/sync.h>

#include <errno.h>

#include "base/void_leaf.h"
#include "sync/wait_list.h"

#define WRITER UINT32_MAX

enum { READ = 0, WRITE = 1 };

static wok__lock *lock_of(struct wok_rwlock *rwlock) {
    return wok__lock_in_u32(&rwlock->lock);
}

/* Under the lock, for whoever is first. */
static bool take(struct wok_rwlock *rwlock, uint32_t wants, struct wok_task *task) {
    if (wants == WRITE ? rwlock->holders != 0 : rwlock->holders >= WRITER - 1)
        return false;
    rwlock->holders = wants == WRITE ? WRITER : rwlock->holders + 1;
    rwlock->writer = wants == WRITE ? task : NULL;
    return true;
}

static bool take_for_first(struct wok_rwlock *rwlock) {
    struct wok_rwlock_wait *first = (void *)rwlock->waiters;
    if (!first)
        return false;
    struct wok_waker waker = wok__wait_waker(&first->wait);
    return take(rwlock, first->wants, wok__wait_task(&waker));
}

/* Outside the lock: let those go who can. */
static void let_go(struct wok_rwlock *rwlock) {
    struct wok__batch batch;
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(rwlock));
        while (!wok__batch_is_full(&batch) && take_for_first(rwlock))
            wok__batch_grant(&batch, &rwlock->waiters, rwlock->waiters);
        wok__lock_release(lock_of(rwlock));
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

static int try_take(struct wok_rwlock *rwlock, uint32_t wants) {
    wok__lock_acquire(lock_of(rwlock));
    bool taken = !rwlock->waiters && take(rwlock, wants, /* task */ NULL);
    wok__lock_release(lock_of(rwlock));
    return taken ? 0 : -EBUSY;
}

int wok_rwlock_try_read(struct wok_rwlock *rwlock) {
    return try_take(rwlock, READ);
}

int wok_rwlock_try_write(struct wok_rwlock *rwlock) {
    return try_take(rwlock, WRITE);
}

void wok_rwlock_unlock(struct wok_rwlock *rwlock) {
    wok__lock_acquire(lock_of(rwlock));
    uint32_t holders = rwlock->holders;
    if (holders)
        rwlock->holders = holders == WRITER ? 0 : holders - 1;
    bool somebody_waits = rwlock->waiters != NULL && rwlock->holders == 0;
    wok__lock_release(lock_of(rwlock));
    wok__check(holders, "wok: a read-write lock is unlocked that is not locked");
    if (somebody_waits)
        let_go(rwlock);
}

static void init(struct wok_rwlock_wait *self, struct wok_rwlock *rwlock, uint32_t wants) {
    wok__wait_over(&self->wait);
    self->rwlock = rwlock;
    self->wants = wants;
}

void wok_rwlock_read_init(struct wok_rwlock_wait *self, struct wok_rwlock *rwlock) {
    init(self, rwlock, READ);
}

void wok_rwlock_write_init(struct wok_rwlock_wait *self, struct wok_rwlock *rwlock) {
    init(self, rwlock, WRITE);
}

static enum wok_poll begin(struct wok_rwlock_wait *self, struct wok_context *cx) {
    struct wok_rwlock *rwlock = self->rwlock;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(rwlock));
    bool taken = !rwlock->waiters && take(rwlock, self->wants, wok__wait_task(cx->waker));
    if (!taken)
        wok__wait_begin(&rwlock->waiters, &self->wait, cx->waker);
    wok__lock_release(lock_of(rwlock));
    return taken ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_rwlock_wait_poll(struct wok_rwlock_wait *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->rwlock), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    return WOK_READY;
}

/* A writer that goes away may have kept readers waiting behind it. */
enum wok_poll wok_rwlock_wait_cancel(struct wok_rwlock_wait *self, struct wok_context *cx) {
    struct wok_rwlock *rwlock = self->rwlock;
    (void)cx;
    switch (wok__wait_leave(lock_of(rwlock), &rwlock->waiters, &self->wait)) {
    case WOK__WAIT_IDLE:
        break;
    case WOK__WAIT_WAITING:
        let_go(rwlock);
        break;
    case WOK__WAIT_GRANTED:
        wok_rwlock_unlock(rwlock);
        break;
    }
    return WOK_READY;
}

void wok_rwlock_wait_drop(struct wok_rwlock_wait *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_rwlock_wait);

static void block(struct wok_rwlock *rwlock, uint32_t wants, const char *function) {
    wok__may_block(function);
    if (try_take(rwlock, wants) == 0)
        return;
    struct wok_rwlock_wait cold;
    init(&cold, rwlock, wants);
    wok_block_on_future(&wok_rwlock_wait_type, &cold, sizeof cold, NULL, function, 0);
    if (wants == WRITE)
        rwlock->writer = NULL; /* the task in which the thread waited is over */
}

void wok_rwlock_read(struct wok_rwlock *rwlock) {
    block(rwlock, READ, __func__);
}

void wok_rwlock_write(struct wok_rwlock *rwlock) {
    block(rwlock, WRITE, __func__);
}
