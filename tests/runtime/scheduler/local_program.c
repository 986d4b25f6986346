/*
 * Goal    A local task is polled by the thread that started it and by no other, wherever its wakes
 *         come from; the others have their turns beside it; it is cancelled like any other.
 * Method  Tasks on every worker start local ones that note their thread at each step: after a yield, a
 *         sleep, a function on the blocking pool, a wake from another worker; one never ends.
 */
#include <pthread.h>
#include <stdatomic.h>

#include <wok/wok.h>

#include "support/expect.h"

enum { STARTERS = 16, STEPS = 40 };

static atomic_int cancelled, moved;

static int nothing(void *argument) {
    (void)argument;
    return 5;
}

static async int five(void) {
    await wok_yield();
    return 5;
}

static async int stay(pthread_t where) {
    int steps = 0;
    for (int i = 0; i < STEPS; i++) {
        EXPECT(pthread_equal(pthread_self(), where));
        await wok_yield();
        EXPECT(pthread_equal(pthread_self(), where));
        EXPECT(await wok_blocking(nothing, NULL) == 5);
        EXPECT(pthread_equal(pthread_self(), where));
        EXPECT(await spawn(five()) == 5); /* finished, and so woken, by any worker */
        EXPECT(pthread_equal(pthread_self(), where));
        await wok_sleep(20 * WOK_US);
        steps++;
    }
    return steps;
}

static async void stay_for_ever(pthread_t where) {
    defer EXPECT(pthread_equal(pthread_self(), where));
    defer atomic_fetch_add(&cancelled, 1);
    for (;;)
        await wok_sleep(1 * WOK_S);
}

/* In a function of its own: the compiler warns of threads' identities that are kept over awaits. */
static pthread_t this_thread(void) {
    return pthread_self();
}

static void compute(void) {
    for (volatile int i = 0; i < 20000; i++)
        ;
}

/* Not local itself: it may go on elsewhere. */
static async int start(void) {
    pthread_t here = this_thread();
    auto local = spawn_local(stay(here));
    auto endless = spawn_local(stay_for_ever(here));
    for (int i = 0; i < 10; i++) {
        compute();
        await wok_yield();
        if (!pthread_equal(here, pthread_self()))
            atomic_store(&moved, 1);
    }
    int steps = await local;
    EXPECT(await wok_cancel(endless) < 0);
    return steps;
}

async int main(void) {
    task(int) starters[STARTERS];
    int steps = 0;
    for (int i = 0; i < STARTERS; i++)
        starters[i] = spawn(start());
    for (int i = 0; i < STARTERS; i++)
        steps += await starters[i];
    EXPECT(steps == STARTERS * STEPS);
    EXPECT(atomic_load(&cancelled) == STARTERS);
    wok_detach(spawn_local(stay_for_ever(pthread_self()))); /* the shutdown ends it, here */
    await wok_yield();
    return 0;
}
