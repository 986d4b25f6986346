/*
 * Goal    A function on the blocking pool that waits in a system call for ever, or computes, comes to
 *         an end when it is cancelled, whenever that is; and the next call on its thread is left alone.
 * Method  Functions that read from a pipe without a writer, wait for a condition, or count, cancelled
 *         after random times, also before they have begun their call; between them calls that must not
 *         be interrupted.
 */
#include <errno.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include <wok/wok.h>

#include "support/expect.h"

enum { ROUNDS = 300 };

static int pipe_ends[2];
static atomic_int begun, ended;

/* Counts for a while, then waits for bytes that never come. */
static int read_for_ever(void *argument) {
    atomic_fetch_add(&begun, 1);
    for (volatile int i = 0; i < (int)(intptr_t)argument; i++)
        ;
    char byte;
    ssize_t n;
    do
        n = read(pipe_ends[0], &byte, 1);
    while (n < 0 && errno == EINTR && !wok_blocking_is_cancelled());
    EXPECT(n < 0 && errno == EINTR && wok_blocking_is_cancelled());
    atomic_fetch_add(&ended, 1);
    return -EINTR;
}

static int count_for_ever(void *argument) {
    (void)argument;
    atomic_fetch_add(&begun, 1);
    while (!wok_blocking_is_cancelled())
        ;
    atomic_fetch_add(&ended, 1);
    return 0;
}

/* Must not hear of the interrupts that were meant for others. */
static int sleep_undisturbed(void *argument) {
    (void)argument;
    struct timespec time = {.tv_nsec = 300000};
    EXPECT(!wok_blocking_is_cancelled());
    return nanosleep(&time, NULL) == 0 ? 3 : -errno;
}

static async void cancelled_at_any_time(int (*function)(void *), unsigned seed) {
    for (int i = 0; i < ROUNDS; i++) {
        seed = seed * 1103515245u + 12345u;
        void *argument = (void *)(intptr_t)(seed >> 8 & 0xffff);
        uint64_t limit_ns = (seed >> 4 & 0xff) * WOK_US;
        EXPECT(wok_timeout(limit_ns, await wok_blocking_interruptible(function, argument)) ==
               -ETIMEDOUT);
        EXPECT(await wok_blocking_interruptible(sleep_undisturbed, NULL) == 3);
        EXPECT(await wok_blocking(sleep_undisturbed, NULL) == 3);
    }
}

async int main(void) {
    EXPECT(pipe(pipe_ends) == 0);
    EXPECT(!wok_blocking_is_cancelled());
    auto first = spawn(cancelled_at_any_time(read_for_ever, 1));
    auto second = spawn(cancelled_at_any_time(read_for_ever, 2));
    auto third = spawn(cancelled_at_any_time(count_for_ever, 3));
    await first;
    await second;
    await third;
    EXPECT(atomic_load(&begun) > 0 && atomic_load(&begun) == atomic_load(&ended));
    auto last = spawn(wok_blocking_interruptible(read_for_ever, NULL));
    await wok_sleep(2 * WOK_MS);
    EXPECT(await wok_cancel(last) == -ECANCELED);
    return 0;
}
