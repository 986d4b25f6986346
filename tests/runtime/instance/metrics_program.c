/*
 * Goal    The figures of a runtime say what has happened, and their text is what Prometheus reads.
 * Method  Tasks whose number, polls, timers and exhausted budgets are known; the text cut at every
 *         length and compared.
 */
#include <errno.h>
#include <string.h>

#include <wok/metrics.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { TASKS = 100, YIELDS = 50 };

static struct wok_metrics now(void) {
    struct wok_metrics metrics = {.size = sizeof metrics};
    EXPECT(wok_metrics(&metrics) == 0);
    return metrics;
}

static async void yield_often(void) {
    for (int i = 0; i < YIELDS; i++)
        await wok_yield();
}

/* Points in time that have passed are ready at once, and cost budget. */
static async void exhaust(struct wok_interval *interval) {
    for (int i = 0; i < 1000; i++)
        await wok_tick(interval);
}

static async void sleeper(void) {
    await wok_sleep(3600 * WOK_S);
}

static void check_text(const struct wok_metrics *metrics) {
    char whole[16384], part[16384];
    size_t length = wok_metrics_text(metrics, "a \"name\"", NULL, 0);
    EXPECT(length > 500 && length < sizeof whole);
    EXPECT(wok_metrics_text(metrics, "a \"name\"", whole, sizeof whole) == length);
    EXPECT(strlen(whole) == length);
    for (size_t size = 1; size <= length; size += 7) {
        EXPECT(wok_metrics_text(metrics, "a \"name\"", part, size) == length);
        EXPECT(strlen(part) == size - 1 && memcmp(part, whole, size - 1) == 0);
    }
    EXPECT(strstr(whole, "\n# TYPE wok_polls_total counter\nwok_polls_total{runtime=\"a \\\"name\\\"\"} "));
    EXPECT(strstr(whole, "wok_poll_time_seconds_bucket{runtime=\"a \\\"name\\\"\",le=\"0.000001\"} "));
    EXPECT(strstr(whole, "le=\"+Inf\"} "));
    wok_metrics_text(metrics, NULL, whole, sizeof whole);
    EXPECT(strstr(whole, "\nwok_polls_total ") && strstr(whole, "\nwok_schedule_latency_seconds_sum "));
}

async int main(void) {
    struct wok_metrics wrong = {.size = 1};
    EXPECT(wok_metrics(&wrong) == -EINVAL);
    struct wok_metrics before = now();
    task(void) tasks[TASKS], sleepers[TASKS];
    for (int i = 0; i < TASKS; i++) {
        tasks[i] = spawn(yield_often());
        sleepers[i] = spawn(sleeper());
    }
    for (int i = 0; i < TASKS; i++)
        await tasks[i];
    struct wok_interval interval;
    wok_interval_init(&interval, 1, WOK_MISSED_BURST);
    await exhaust(&interval);
    struct wok_metrics after = now();
    EXPECT(after.spawns - before.spawns == 2 * TASKS);
    EXPECT(after.polls - before.polls >= TASKS * (YIELDS + 2));
    EXPECT(after.tasks_alive == before.tasks_alive + TASKS);
    EXPECT(after.timers_alive == TASKS);
    EXPECT(after.budget_exhaustions > before.budget_exhaustions);
    EXPECT(after.workers >= 1);
    EXPECT(after.poll_time.count > 0 && after.poll_time.count <= after.polls + after.parks + 64);
    check_text(&after);
    for (int i = 0; i < TASKS; i++)
        EXPECT(await wok_cancel(sleepers[i]) == -ECANCELED);
    EXPECT(now().timers_alive == 0);
    return 0;
}
