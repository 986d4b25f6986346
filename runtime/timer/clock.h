/*
 * clock.h: a runtime's clock: the system's, or, while it is paused, one that moves when told to.
 *
 * What sleeps and wheels go by. How long polls take is measured by it too, so while it is paused they
 * take no time. Read by any thread; paused, moved and resumed by the runtime's only worker.
 */
#ifndef WOK__TIMER_CLOCK_H
#define WOK__TIMER_CLOCK_H

#include "platform/system.h"

struct wok__clock {
    struct wok__system *system; /* const */
    wok__atomic_u32 is_paused;
    wok__atomic_u64 paused_ns; /* what it says while it is paused */
    wok__atomic_u64 offset_ns; /* added to the system's otherwise; may wrap */
};

static inline uint64_t wok__clock_now(const struct wok__clock *clock) {
    if (__builtin_expect(wok__load_relaxed(&clock->is_paused), 0))
        return wok__load_relaxed(&clock->paused_ns);
    return clock->system->now(clock->system) + wok__load_relaxed(&clock->offset_ns);
}

static inline void wok__clock_pause(struct wok__clock *clock) {
    wok__store_relaxed(&clock->paused_ns, wok__clock_now(clock));
    wok__store_relaxed(&clock->is_paused, 1);
}

static inline void wok__clock_resume(struct wok__clock *clock) {
    uint64_t system_ns = clock->system->now(clock->system);
    wok__store_relaxed(&clock->offset_ns, wok__clock_now(clock) - system_ns);
    wok__store_relaxed(&clock->is_paused, 0);
}

/* Of a paused clock: never back. */
static inline void wok__clock_advance_to(struct wok__clock *clock, uint64_t time_ns) {
    if (time_ns > wok__load_relaxed(&clock->paused_ns))
        wok__store_relaxed(&clock->paused_ns, time_ns);
}

#endif
