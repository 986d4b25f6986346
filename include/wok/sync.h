/*
 * <wok/sync.h>: mutex, read-write lock, semaphore, notify, condition, barrier, once.
 *
 * What all of them have in common:
 *
 *   Fair      First come, first served. Nobody overtakes who waits.
 *   Memory    Objects live wherever their owner puts them: all bytes zero is a valid one (a semaphore
 *             without permits; a barrier needs its count). Waiting allocates nothing. An object must
 *             not be copied once used, and must outlive whoever waits for it. There is nothing to
 *             destroy.
 *   Threads   Any; also plain ones, where the function of the same name blocks the thread. Inside a
 *             task that would stop its worker: it aborts with a message.
 *   Errors    None.
 *   Cancel    Synchronous unless it says otherwise. Who is cancelled leaves the list, and what had been
 *             granted to it already goes to the next one in it: nothing is lost. In a race a loser is
 *             out of the list before the winner's body runs.
 *   Order     What was done before an unlock, release, notify happens before what the waiter does
 *             after.
 *
 * The locks here may be held across an await, unlike those of pthreads: who holds one is a task, not a
 * thread. For a few lines without an await a pthread mutex is as good.
 */
#ifndef WOK_SYNC_H
#define WOK_SYNC_H

#include <stdbool.h>

#include <wok/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- mutex ---- */

/* 24 bytes; zero, or WOK_MUTEX_INIT: not locked. */
struct wok_mutex {
    uint32_t state;
    uint32_t lock;
    struct wok_wait *waiters;
    void *holder; /* while it is locked: the task, for reports; NULL: a thread, or not known */
};
#define WOK_MUTEX_INIT                                                                             \
    { 0 }

struct wok_mutex_lock {
    struct wok_wait wait;
    struct wok_mutex *mutex;
};
void wok_mutex_lock_init(struct wok_mutex_lock *self, struct wok_mutex *mutex);
enum wok_poll wok_mutex_lock_poll(struct wok_mutex_lock *self, struct wok_context *cx);
enum wok_poll wok_mutex_lock_cancel(struct wok_mutex_lock *self, struct wok_context *cx);
void wok_mutex_lock_drop(struct wok_mutex_lock *self);

/*
 * Wait until the mutex is the caller's. Not recursive: who has it and asks again waits for ever.
 *
 *     await wok_mutex_lock(&account->mutex);
 *     defer wok_mutex_unlock(&account->mutex);
 */
WOK_CANCEL(queue_losing)
wok_async void wok_mutex_lock(struct wok_mutex *mutex)
    WOK_FUTURE(struct wok_mutex_lock, wok_mutex_lock_init, wok_mutex_lock_poll,
               wok_mutex_lock_cancel, wok_mutex_lock_drop);

/* 0, or -EBUSY: it is locked. Anywhere; does not wait. */
int wok_mutex_try_lock(struct wok_mutex *mutex);

/* Give it to who waits longest. Anywhere; a mutex that is not locked is a fatal check. */
void wok_mutex_unlock(struct wok_mutex *mutex);

/* ---- read-write lock ---- */

/*
 * Any number of readers, or one writer. First come, first served: a reader that comes after a waiting
 * writer waits too, so neither side starves. Hence a reader must not ask for a second read lock.
 */
struct wok_rwlock {
    uint32_t lock;
    uint32_t holders;
    struct wok_wait *waiters;
    void *writer; /* the task, for reports; NULL: readers, a thread, or not known */
};
#define WOK_RWLOCK_INIT                                                                            \
    { 0 }

struct wok_rwlock_wait {
    struct wok_wait wait;
    struct wok_rwlock *rwlock;
    uint32_t wants;
};
void wok_rwlock_read_init(struct wok_rwlock_wait *self, struct wok_rwlock *rwlock);
void wok_rwlock_write_init(struct wok_rwlock_wait *self, struct wok_rwlock *rwlock);
enum wok_poll wok_rwlock_wait_poll(struct wok_rwlock_wait *self, struct wok_context *cx);
enum wok_poll wok_rwlock_wait_cancel(struct wok_rwlock_wait *self, struct wok_context *cx);
void wok_rwlock_wait_drop(struct wok_rwlock_wait *self);

/* Wait until the caller may read beside other readers. */
WOK_CANCEL(queue_losing)
wok_async void wok_rwlock_read(struct wok_rwlock *rwlock)
    WOK_FUTURE(struct wok_rwlock_wait, wok_rwlock_read_init, wok_rwlock_wait_poll,
               wok_rwlock_wait_cancel, wok_rwlock_wait_drop);

/* Wait until the caller is alone with what the lock protects. */
WOK_CANCEL(queue_losing)
wok_async void wok_rwlock_write(struct wok_rwlock *rwlock)
    WOK_FUTURE(struct wok_rwlock_wait, wok_rwlock_write_init, wok_rwlock_wait_poll,
               wok_rwlock_wait_cancel, wok_rwlock_wait_drop);

/* 0, or -EBUSY: it would have to wait. Anywhere. */
int wok_rwlock_try_read(struct wok_rwlock *rwlock);
int wok_rwlock_try_write(struct wok_rwlock *rwlock);

/* End of reading, or of writing. Anywhere; a lock that nobody has is a fatal check. */
void wok_rwlock_unlock(struct wok_rwlock *rwlock);

/* ---- semaphore ---- */

/* A number of permits: so many may be taken at a time. */
struct wok_semaphore {
    uint32_t lock;
    uint32_t permits;
    struct wok_wait *waiters;
    void *last_taker; /* the task, for reports; NULL: none, a thread, or not known */
};
#define WOK_SEMAPHORE_INIT(count)                                                                  \
    { 0, (count), 0, 0 }

void wok_semaphore_init(struct wok_semaphore *semaphore, uint32_t permits);

struct wok_semaphore_acquire {
    struct wok_wait wait;
    struct wok_semaphore *semaphore;
    uint32_t permits;
};
void wok_semaphore_acquire_init(struct wok_semaphore_acquire *self, struct wok_semaphore *semaphore,
                                uint32_t permits);
enum wok_poll wok_semaphore_acquire_poll(struct wok_semaphore_acquire *self,
                                         struct wok_context *cx);
enum wok_poll wok_semaphore_acquire_cancel(struct wok_semaphore_acquire *self,
                                           struct wok_context *cx);
void wok_semaphore_acquire_drop(struct wok_semaphore_acquire *self);

/* Take `permits` of them, all at once. Who asks for many is not overtaken by who asks for few. */
WOK_CANCEL(queue_losing)
wok_async void wok_semaphore_acquire(struct wok_semaphore *semaphore, uint32_t permits)
    WOK_FUTURE(struct wok_semaphore_acquire, wok_semaphore_acquire_init, wok_semaphore_acquire_poll,
               wok_semaphore_acquire_cancel, wok_semaphore_acquire_drop);

/* 0, or -EAGAIN: there are not so many, or others wait. Anywhere. */
int wok_semaphore_try_acquire(struct wok_semaphore *semaphore, uint32_t permits);

/* Give permits back, or new ones out. Anywhere; more than 2^32 - 1 is a fatal check. */
void wok_semaphore_release(struct wok_semaphore *semaphore, uint32_t permits);

/* How many there are now. Of use for reports only: it is old as soon as it is read. */
uint32_t wok_semaphore_permits(struct wok_semaphore *semaphore);

/* ---- notify ---- */

/*
 * "Something has happened." Carries no data: who is woken looks for itself.
 *
 * notify_one wakes who waits longest, or, when nobody waits, is kept for the next one (once, however
 * often it is called). notify_all wakes everybody who waits now and is not kept.
 */
struct wok_notify {
    uint32_t lock;
    uint32_t generation;
    struct wok_wait *waiters;
    uint32_t kept;
};
#define WOK_NOTIFY_INIT                                                                            \
    { 0 }

struct wok_notify_wait {
    struct wok_wait wait;
    struct wok_notify *notify;
    uint32_t generation;
    uint32_t passes_on;
};
void wok_notify_wait_init(struct wok_notify_wait *self, struct wok_notify *notify);
enum wok_poll wok_notify_wait_poll(struct wok_notify_wait *self, struct wok_context *cx);
enum wok_poll wok_notify_wait_cancel(struct wok_notify_wait *self, struct wok_context *cx);
void wok_notify_wait_drop(struct wok_notify_wait *self);

/* Wait to be notified. Waiting begins at the first poll, that is, at the await. */
WOK_CANCEL(restartable)
wok_async void wok_notify_wait(struct wok_notify *notify)
    WOK_FUTURE(struct wok_notify_wait, wok_notify_wait_init, wok_notify_wait_poll,
               wok_notify_wait_cancel, wok_notify_wait_drop);

void wok_notify_one(struct wok_notify *notify);
void wok_notify_all(struct wok_notify *notify);

/* ---- condition ---- */

/*
 * A condition variable, used with a mutex as in pthreads. There are no spurious wakes, but another task
 * may have been faster, so ask again in a loop:
 *
 *     await wok_mutex_lock(&queue->mutex);
 *     defer wok_mutex_unlock(&queue->mutex);
 *     while (queue->length == 0)
 *         await wok_condition_wait(&queue->filled, &queue->mutex);
 */
struct wok_condition {
    struct wok_notify notify;
};
#define WOK_CONDITION_INIT                                                                         \
    { WOK_NOTIFY_INIT }

struct wok_condition_wait {
    struct wok_notify_wait signal;
    struct wok_mutex_lock lock;
    uint32_t phase;
};
void wok_condition_wait_init(struct wok_condition_wait *self, struct wok_condition *condition,
                             struct wok_mutex *mutex);
enum wok_poll wok_condition_wait_poll(struct wok_condition_wait *self, struct wok_context *cx);
enum wok_poll wok_condition_wait_cancel(struct wok_condition_wait *self, struct wok_context *cx);
void wok_condition_wait_drop(struct wok_condition_wait *self);

/*
 * Unlock the mutex, wait for a signal, lock the mutex again.
 *
 * Cancel   Locks the mutex again first, and may have to wait for that: whether it returns, loses a
 *          race or is cancelled, the caller has the mutex, and its defer unlocks it.
 */
WOK_CANCEL(restartable)
wok_async void wok_condition_wait(struct wok_condition *condition, struct wok_mutex *mutex)
    WOK_FUTURE(struct wok_condition_wait, wok_condition_wait_init, wok_condition_wait_poll,
               wok_condition_wait_cancel, wok_condition_wait_drop);

/* Wake who waits longest, or everybody who waits. With or without the mutex. Nothing is kept. */
void wok_condition_signal(struct wok_condition *condition);
void wok_condition_broadcast(struct wok_condition *condition);

/* ---- barrier ---- */

/* `count` tasks wait for each other; then the barrier is as new, for the next round. */
struct wok_barrier {
    uint32_t lock;
    uint32_t count;
    struct wok_wait *waiters;
    uint32_t arrived;
    uint32_t generation;
};
#define WOK_BARRIER_INIT(count)                                                                    \
    { 0, (count), 0, 0, 0 }

/* `count` is at least 1. */
void wok_barrier_init(struct wok_barrier *barrier, uint32_t count);

struct wok_barrier_wait {
    struct wok_wait wait;
    struct wok_barrier *barrier;
    uint32_t generation;
    int result;
};
void wok_barrier_wait_init(struct wok_barrier_wait *self, struct wok_barrier *barrier);
enum wok_poll wok_barrier_wait_poll(struct wok_barrier_wait *self, struct wok_context *cx);
enum wok_poll wok_barrier_wait_cancel(struct wok_barrier_wait *self, struct wok_context *cx);
void wok_barrier_wait_drop(struct wok_barrier_wait *self);

/*
 * Wait until as many have come.
 *
 * Result   1 for the one that came last, 0 for the others.
 * Cancel   As if it had not come, unless the others had gone on already.
 */
WOK_CANCEL(restartable)
wok_async int wok_barrier_wait(struct wok_barrier *barrier)
    WOK_FUTURE(struct wok_barrier_wait, wok_barrier_wait_init, wok_barrier_wait_poll,
               wok_barrier_wait_cancel, wok_barrier_wait_drop);

/* ---- once ---- */

/*
 * Something that is made once, by whoever needs it first, and may await while it is made:
 *
 *     static struct wok_once once;
 *     static struct settings settings;
 *
 *     async const struct settings *settings_get(void) {
 *         if (await wok_once_begin(&once)) {
 *             defer wok_once_end(&once);
 *             if (await settings_load(&settings) == 0)
 *                 wok_once_set(&once);
 *         }
 *         return wok_once_is_set(&once) ? &settings : NULL;
 *     }
 *
 * Who begins and ends without having set it (it failed, or was cancelled) leaves the making to the
 * next one in line.
 */
struct wok_once {
    uint32_t lock;
    uint32_t state;
    struct wok_wait *waiters;
};
#define WOK_ONCE_INIT                                                                              \
    { 0 }

struct wok_once_begin {
    struct wok_wait wait;
    struct wok_once *once;
    int result;
};
void wok_once_begin_init(struct wok_once_begin *self, struct wok_once *once);
enum wok_poll wok_once_begin_poll(struct wok_once_begin *self, struct wok_context *cx);
enum wok_poll wok_once_begin_cancel(struct wok_once_begin *self, struct wok_context *cx);
void wok_once_begin_drop(struct wok_once_begin *self);

/* Result: 1, the caller makes it and then calls wok_once_end; 0, it is set. */
WOK_CANCEL(restartable)
wok_async int wok_once_begin(struct wok_once *once)
    WOK_FUTURE(struct wok_once_begin, wok_once_begin_init, wok_once_begin_poll,
               wok_once_begin_cancel, wok_once_begin_drop);

/* By who makes it: it is made. Everybody who waits goes on and sees what was written before. */
void wok_once_set(struct wok_once *once);
/* By who began: the turn is over. */
void wok_once_end(struct wok_once *once);
bool wok_once_is_set(struct wok_once *once);

#ifdef __cplusplus
}
#endif

#endif
