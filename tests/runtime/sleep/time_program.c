/*
 * Goal    Time limits, points in time, ticks and the stopped clock do what <wok/time.h> says.
 * Method  With the clock stopped, where it says exactly what it should; the limits also with the
 *         machine's clock. Started again with WOK_WORKERS=2 for what is refused there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <wok/wok.h>

#include "support/expect.h"

static int undone;

static async int answer_after(uint64_t duration_ns) {
    undone++;
    defer undone--;
    if (duration_ns)
        await wok_sleep(duration_ns);
    return 42;
}

static async void limits(void) {
    int answer = 0;
    EXPECT(wok_timeout(50 * WOK_MS, answer = await answer_after(0)) == 0 && answer == 42);
    answer = 0;
    EXPECT(wok_timeout(50 * WOK_MS, answer = await answer_after(1 * WOK_MS)) == 0 && answer == 42);
    answer = 0;
    uint64_t began_ns = wok_now();
    EXPECT(wok_timeout(5 * WOK_MS, answer = await answer_after(1000 * WOK_S)) == -ETIMEDOUT);
    EXPECT(answer == 0 && undone == 0);
    EXPECT(wok_now() - began_ns >= 5 * WOK_MS);
    /* The inner one is shorter, then the outer one. */
    EXPECT(wok_timeout(10 * WOK_S, answer = wok_timeout(2 * WOK_MS, await wok_sleep(10 * WOK_S))) ==
           0);
    EXPECT(answer == -ETIMEDOUT);
    EXPECT(wok_timeout(2 * WOK_MS, answer = wok_timeout(10 * WOK_S, await wok_sleep(20 * WOK_S))) ==
           -ETIMEDOUT);
}

static async void points_in_time(void) {
    uint64_t began_ns = wok_now();
    await wok_sleep_until(began_ns);
    await wok_sleep_until(0);
    EXPECT(wok_now() - began_ns < 1 * WOK_MS);
    await wok_sleep_until(began_ns + 30 * WOK_MS);
    uint64_t took_ns = wok_now() - began_ns;
    EXPECT(took_ns >= 30 * WOK_MS && took_ns < 30 * WOK_MS + 50 * WOK_US);
}

static async void ticks(enum wok_missed missed, const uint64_t *expected_ms, int count) {
    struct wok_interval interval;
    uint64_t began_ns = wok_now();
    wok_interval_init(&interval, 10 * WOK_MS, missed);
    for (int i = 0; i < count; i++) {
        uint64_t due_ns = await wok_tick(&interval);
        uint64_t at_ns = wok_now() - began_ns;
        EXPECT(due_ns <= wok_now());
        EXPECT(at_ns / WOK_MS == expected_ms[i]);
        if (i == 1)
            await wok_sleep(35 * WOK_MS);
    }
}

/* A tick that loses a race stays due. */
static async void tick_given_up(void) {
    struct wok_interval interval;
    uint64_t began_ns = wok_now();
    wok_interval_init(&interval, 10 * WOK_MS, WOK_MISSED_BURST);
    EXPECT(wok_timeout(4 * WOK_MS, await wok_tick(&interval)) == -ETIMEDOUT);
    EXPECT(await wok_tick(&interval) == began_ns + 10 * WOK_MS);
}

static int order[3], ordered;

static async void note_after(int which, uint64_t duration_ns) {
    await wok_sleep(duration_ns);
    order[ordered++] = which;
}

static int take_a_while(void *argument) {
    (void)argument;
    struct timespec time = {.tv_nsec = 20000000};
    nanosleep(&time, NULL);
    return 1;
}

static async void stopped_clock(void) {
    uint64_t began_ns = wok_now();
    auto late = spawn(note_after(2, 3 * 3600 * WOK_S));
    auto soon = spawn(note_after(0, 1 * WOK_S));
    auto middle = spawn(note_after(1, 60 * WOK_S));
    await wok_yield();
    EXPECT(wok_time_advance(59 * WOK_S) == 0 && wok_now() == began_ns + 59 * WOK_S);
    await wok_yield();
    await wok_yield();
    EXPECT(ordered == 1 && order[0] == 0);
    await late;
    await soon;
    await middle;
    EXPECT(ordered == 3 && order[1] == 1 && order[2] == 2);
    /* A function that runs elsewhere takes no time on this clock, and is waited for. */
    uint64_t before_ns = wok_now();
    EXPECT(wok_timeout(1 * WOK_MS, await wok_blocking(take_a_while, NULL)) == 0);
    EXPECT(wok_now() - before_ns < 1 * WOK_MS);
}

static async void with_the_clock_stopped(void) {
    EXPECT(wok_time_advance(1) == -EINVAL);
    EXPECT(wok_time_pause() == 0);
    await limits();
    await points_in_time();
    await ticks(WOK_MISSED_BURST, (const uint64_t[]){10, 20, 55, 55, 55, 60}, 6);
    await ticks(WOK_MISSED_DELAY, (const uint64_t[]){10, 20, 55, 65, 75}, 5);
    await ticks(WOK_MISSED_SKIP, (const uint64_t[]){10, 20, 55, 60, 70}, 5);
    await tick_given_up();
    await stopped_clock();
    uint64_t stopped_ns = wok_now();
    EXPECT(wok_time_resume() == 0);
    uint64_t resumed_ns = wok_now();
    EXPECT(resumed_ns >= stopped_ns && resumed_ns - stopped_ns < 10 * WOK_S);
    await wok_sleep(1 * WOK_MS);
    EXPECT(wok_now() - resumed_ns >= 1 * WOK_MS);
}

async int main(int argc, char **argv) {
    if (argc == 1) {
        setenv("WOK_WORKERS", "1", 1);
        execl(argv[0], argv[0], "one", NULL);
        return 1;
    }
    if (!strcmp(argv[1], "one")) {
        await limits();
        await with_the_clock_stopped();
        setenv("WOK_WORKERS", "2", 1);
        execl(argv[0], argv[0], "two", NULL);
        return 1;
    }
    EXPECT(wok_time_pause() == -ENOTSUP);
    await limits();
    return 0;
}
