/*
 * lock.c: the slow path of the lock of wait.h.
 */
#include "platform/wait.h"

/* How often to look before sleeping: a holder keeps the lock for tens of nanoseconds. Once is enough
 * to explore what can happen. */
#if defined(WOK__MODEL)
enum { LOOKS_MAX = 1 };
#else
enum { LOOKS_MAX = 100 };
#endif

void wok__lock_contended(wok__lock *lock) {
    for (int look = 0; look < LOOKS_MAX; look++) {
        if (wok__load_relaxed(&lock->state) == 0 && wok__lock_try_acquire(lock))
            return;
        wok__spin_pause();
    }
    /* Take it as "somebody may sleep": we cannot know whether we were the only one. */
    while (wok__exchange_acquire(&lock->state, 2) != 0)
        wok__futex_wait(&lock->state, 2, WOK__FOREVER);
}
