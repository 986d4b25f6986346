/*
 * sleep.c: wok_sleep and wok_now.
 */
#include <wok/time.h>

#include "base/budget.h"
#include "base/void_leaf.h"
#include "scheduler/scheduler.h"

uint64_t wok_now(void) {
    struct wok_runtime *runtime = wok__current.runtime;
    struct wok__system *system = runtime ? runtime->host.system : wok__system_real();
    return system->now(system);
}

void wok_sleep_init(struct wok_sleep *self, uint64_t duration_ns) {
    uint64_t longest_ns = WOK__TIMER_STARTED - 1;
    *self = (struct wok_sleep){.when = duration_ns < longest_ns ? duration_ns : longest_ns};
}

static enum wok__timer start(struct wok_sleep *self, struct wok_context *cx) {
    struct wok__worker *worker = wok__worker_for_timers(cx->runtime);
    struct wok__system *system = cx->runtime->host.system;
    uint64_t time = system->now(system);
    uint64_t deadline = self->when < UINT64_MAX - time ? time + self->when : UINT64_MAX;
    enum wok__timer timer = wok__timer_start(&worker->wheel, self, deadline, cx->waker);
    if (timer == WOK__TIMER_SOONEST && wok__current.worker != worker)
        wok__reactor_interrupt(worker->reactor);
    return timer;
}

enum wok_poll wok_sleep_poll(struct wok_sleep *self, struct wok_context *cx) {
    if (!wok__timer_is_started(self)) {
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
        return start(self, cx) == WOK__TIMER_FIRED ? WOK_READY : WOK_PENDING;
    }
    struct wok__wheel *wheel = &cx->runtime->workers[wok__timer_wheel(self)].wheel;
    return wok__timer_look(wheel, self, cx->waker) == WOK__TIMER_FIRED ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_sleep_cancel(struct wok_sleep *self, struct wok_context *cx) {
    if (wok__timer_is_started(self))
        wok__timer_cancel(&cx->runtime->workers[wok__timer_wheel(self)].wheel, self);
    return WOK_READY;
}

void wok_sleep_drop(struct wok_sleep *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_sleep);

void wok_sleep(uint64_t duration_ns) {
    struct wok_sleep cold;
    wok_sleep_init(&cold, duration_ns);
    wok_block_on_future(&wok_sleep_type, &cold, sizeof cold, NULL, "wok_sleep", 0);
}
