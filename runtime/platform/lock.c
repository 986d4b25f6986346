/*
 * lock.c: the slow path of the lock of wait.h.
 */
#include "platform/wait.h"

/* How often to look before sleeping: a holder keeps the lock for tens of nanoseconds. Once is enough
 * to explore what can happen. */
#if defined(WOK__MODEL)
enum { LOOKS_MAX = 1, BRIEF_LOOKS = 1 << 20 };
#else
enum { LOOKS_MAX = 100, BRIEF_LOOKS = 100 };
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

#define BRIEF_NAP_NS ((uint64_t)20 * 1000)

/* Nobody wakes it: the nap ends by itself. */
static void nap(void) {
    wok__atomic_u32 nobody_knows_it = WOK__ATOMIC(0);
    wok__futex_wait(&nobody_knows_it, 0, BRIEF_NAP_NS);
}

void wok__brief_contended(wok__brief_lock *lock) {
    do {
        for (int look = 0; wok__load_relaxed(&lock->held); look++) {
            wok__spin_pause();
            if (look % BRIEF_LOOKS == BRIEF_LOOKS - 1)
                nap();
        }
    } while (wok__exchange_acquire(&lock->held, 1));
}
