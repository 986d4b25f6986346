/*
 * wait.h: how a thread waits for another: futex, spin pause, and the small lock built on them.
 */
#ifndef WOK__PLATFORM_WAIT_H
#define WOK__PLATFORM_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/atomic.h"

#define WOK__FOREVER UINT64_MAX

/*
 * Sleep while *word is `expected`, for at most `timeout_ns` of real time (WOK__FOREVER: no limit).
 * Returns 0 when woken, also for nothing, so callers look at the word again; -EAGAIN when the word
 * was different; -ETIMEDOUT. Orders nothing: the caller's next load has to.
 */
int wok__futex_wait(wok__atomic_u32 *word, uint32_t expected, uint64_t timeout_ns);

/* Wake at most `count` threads that wait on the word. */
void wok__futex_wake(wok__atomic_u32 *word, uint32_t count);

/* Between two looks at a word that another running thread is about to change. */
#if defined(WOK__MODEL)
void wok__spin_pause(void);
#else
static inline void wok__spin_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#else
    __asm__ volatile("" ::: "memory");
#endif
}
#endif

/*
 * A lock of four bytes, zero when free. Not recursive, not fair; held for a few instructions, and
 * never across a wake. Release pairs with the acquire that follows it.
 */
typedef struct wok__lock {
    wok__atomic_u32 state; /* 0 free, 1 held, 2 held and somebody may sleep */
} wok__lock;

#define WOK__LOCK_FREE                                                                             \
    { WOK__ATOMIC(0) }

/* A public struct cannot name this type; the lock in its uint32_t member is reached through this. */
static inline wok__lock *wok__lock_in_u32(uint32_t *member) {
    return (wok__lock *)(void *)member;
}

void wok__lock_contended(wok__lock *lock);

static inline bool wok__lock_try_acquire(wok__lock *lock) {
    uint32_t expected = 0;
    return wok__cas_acquire(&lock->state, &expected, 1);
}

static inline void wok__lock_acquire(wok__lock *lock) {
    if (!wok__lock_try_acquire(lock))
        wok__lock_contended(lock);
}

static inline void wok__lock_release(wok__lock *lock) {
    if (wok__exchange_release(&lock->state, 0) == 2)
        wok__futex_wake(&lock->state, 1);
}

/*
 * A lock for even less: no calls at all while it is held. Giving it back is a plain store, which spares
 * half of what an uncontended lock costs. The price: nobody is told. Who finds it held looks again and
 * again, and then naps, in case that its holder has been taken off the CPU.
 */
typedef struct wok__brief_lock {
    wok__atomic_u32 held;
} wok__brief_lock;

void wok__brief_contended(wok__brief_lock *lock);

static inline void wok__brief_acquire(wok__brief_lock *lock) {
    if (wok__exchange_acquire(&lock->held, 1))
        wok__brief_contended(lock);
}

static inline void wok__brief_release(wok__brief_lock *lock) {
    wok__store_release(&lock->held, 0); /* pairs with acquire */
}

#endif
