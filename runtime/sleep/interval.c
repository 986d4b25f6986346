/*
 * interval.c: wok_interval: ticks at a fixed distance, and what happens to those that were missed.
 */
#include <wok/time.h>

#include "base/budget.h"
#include "base/leaf.h"
#include "scheduler/scheduler.h"

void wok_interval_init(struct wok_interval *interval, uint64_t period_ns, enum wok_missed missed) {
    if (period_ns == 0)
        period_ns = 1;
    *interval = (struct wok_interval){
        .next_ns = wok_now() + period_ns, .period_ns = period_ns, .missed = missed};
}

/* The tick that was due at next_ns has been given: when is the next? */
static void move_on(struct wok_interval *interval, uint64_t now_ns) {
    uint64_t period_ns = interval->period_ns, next_ns = interval->next_ns + period_ns;
    if (next_ns <= now_ns && interval->missed == WOK_MISSED_DELAY)
        next_ns = now_ns + period_ns;
    if (next_ns <= now_ns && interval->missed == WOK_MISSED_SKIP)
        next_ns += ((now_ns - next_ns) / period_ns + 1) * period_ns;
    interval->next_ns = next_ns;
}

void wok_tick_init(struct wok_tick *self, struct wok_interval *interval) {
    *self = (struct wok_tick){.interval = interval};
}

enum wok_poll wok_tick_poll(struct wok_tick *self, struct wok_context *cx) {
    struct wok_interval *interval = self->interval;
    uint64_t now_ns = wok__clock_now(&cx->runtime->clock);
    if (!wok__timer_is_polled(&self->sleep)) {
        wok_sleep_until_init(&self->sleep, interval->next_ns);
        if (interval->next_ns > now_ns)
            return wok_sleep_poll(&self->sleep, cx);
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
    } else if (wok_sleep_poll(&self->sleep, cx) == WOK_PENDING) {
        return WOK_PENDING;
    }
    self->result = interval->next_ns;
    move_on(interval, now_ns);
    return WOK_READY;
}

enum wok_poll wok_tick_cancel(struct wok_tick *self, struct wok_context *cx) {
    return wok_sleep_cancel(&self->sleep, cx);
}

void wok_tick_drop(struct wok_tick *self) {
    (void)self;
}

WOK__LEAF(wok_tick);

uint64_t wok_tick(struct wok_interval *interval) {
    struct wok_tick cold;
    uint64_t due_ns;
    wok_tick_init(&cold, interval);
    wok_block_on_future(&wok_tick_type, &cold, sizeof cold, &due_ns, "wok_tick", 0);
    return due_ns;
}
