/*
 * pause.c: stopping and moving a runtime's clock, for tests.
 */
#include <wok/time.h>

#include <errno.h>

#include "scheduler/scheduler.h"

/* The calling task's runtime, if it is one whose time is one thread's. */
static int own_runtime(struct wok_runtime **out) {
    struct wok_runtime *runtime = wok__current.runtime;
    if (!wok__current.worker)
        return -EPERM;
    if (runtime->worker_count != 1 || runtime->poll_limit_ns != WOK__FOREVER)
        return -ENOTSUP;
    *out = runtime;
    return 0;
}

int wok_time_pause(void) {
    struct wok_runtime *runtime;
    int error = own_runtime(&runtime);
    if (error == 0)
        wok__clock_pause(&runtime->clock);
    return error;
}

int wok_time_resume(void) {
    struct wok_runtime *runtime;
    int error = own_runtime(&runtime);
    if (error == 0 && wok__load_relaxed(&runtime->clock.is_paused))
        wok__clock_resume(&runtime->clock);
    return error;
}

int wok_time_advance(uint64_t duration_ns) {
    struct wok_runtime *runtime;
    int error = own_runtime(&runtime);
    if (error < 0)
        return error;
    struct wok__clock *clock = &runtime->clock;
    if (!wok__load_relaxed(&clock->is_paused))
        return -EINVAL;
    uint64_t now_ns = wok__clock_now(clock);
    wok__clock_advance_to(clock,
                          duration_ns < UINT64_MAX - now_ns ? now_ns + duration_ns : UINT64_MAX);
    wok__current.worker->clock_interval = 1; /* it looks at its timers after this poll */
    wok__current.worker->turns_left = 1;
    return 0;
}
