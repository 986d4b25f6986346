/* Sleeping, ticks, and a time limit, with the clock stopped: the program takes no time. */
#include <stdio.h>
#include <wok/wok.h>

static uint64_t began_ns;

static unsigned long long ms(void) {
    return (unsigned long long)((wok_now() - began_ns) / WOK_MS);
}

static async int answer_after(uint64_t duration_ns) {
    await wok_sleep(duration_ns);
    return 42;
}

static async void limits(void) {
    int answer = 0;
    int late = wok_timeout(1 * WOK_S, answer = await answer_after(200 * WOK_MS));
    printf("within the limit: %d, answer %d\n", late, answer);
    late = wok_timeout(1 * WOK_S, answer = await answer_after(1 * 3600 * WOK_S));
    printf("an hour is too long: %d\n", late);
}

static async void ticks(enum wok_missed missed) {
    struct wok_interval interval;
    uint64_t start_ms = ms();
    wok_interval_init(&interval, 100 * WOK_MS, missed);
    for (int i = 0; i < 5; i++) {
        await wok_tick(&interval);
        printf(" %llu", ms() - start_ms);
        if (i == 0)
            await wok_sleep(350 * WOK_MS); /* late for three ticks */
    }
    printf("\n");
}

async int main(void) {
    if (wok_time_pause() < 0) {
        fprintf(stderr, "run this with WOK_WORKERS=1\n");
        return 1;
    }
    began_ns = wok_now();
    await limits();
    printf("burst");
    await ticks(WOK_MISSED_BURST);
    printf("delay");
    await ticks(WOK_MISSED_DELAY);
    printf("skip ");
    await ticks(WOK_MISSED_SKIP);
    uint64_t deadline_ns = wok_now() + 2 * WOK_S;
    await wok_sleep(500 * WOK_MS);
    await wok_sleep_until(deadline_ns);
    printf("until: %d\n", wok_now() >= deadline_ns && wok_now() < deadline_ns + WOK_MS);
    return 0;
}
