/*
 * sleep.c: wok_sleep, wok_sleep_until and wok_now.
 */
#include <wok/time.h>

#include "base/budget.h"
#include "base/void_leaf.h"
#include "scheduler/scheduler.h"

uint64_t wok_now(void) {
    struct wok_runtime *runtime = wok__current.runtime;
    struct wok__system *system = wok__system_real();
    return runtime ? wok__clock_now(&runtime->clock) : system->now(system);
}

void wok_sleep_init(struct wok_sleep *self, uint64_t duration_ns) {
    *self = (struct wok_sleep){.when = duration_ns < WOK__TIMER_NS_MAX ? duration_ns
                                                                       : WOK__TIMER_NS_MAX};
}

/* Outside a task's poll on a worker: the node goes into its bucket at once. */
static enum wok_poll start_at_once(struct wok_sleep *self, struct wok_context *cx) {
    struct wok__worker *worker = wok__worker_for_timers(cx->runtime);
    uint64_t deadline = self->when & WOK__TIMER_NS_MAX;
    if (!(self->when & WOK__TIMER_POINT))
        deadline += wok__clock_now(&cx->runtime->clock);
    enum wok__timer timer = wok__timer_start(&worker->home->wheel, self, deadline, cx->waker);
    if (timer == WOK__TIMER_SOONEST && wok__current.worker != worker->home)
        wok__reactor_interrupt(worker->home->reactor);
    return timer == WOK__TIMER_FIRED ? WOK_READY : WOK_PENDING;
}

static enum wok_poll start(struct wok_sleep *self, struct wok_context *cx) {
    struct wok__worker *worker = wok__worker_polling(cx);
    if (!worker)
        return start_at_once(self, cx);
    wok__timer_make_new(&worker->poll.new_timers, self, cx->waker);
    return WOK_PENDING;
}

/* Again in the poll that made it. */
static enum wok_poll look_at_new(struct wok_sleep *self, struct wok_context *cx) {
    wok__timer_unmake_new(self);
    struct wok__worker *worker = wok__worker_polling(cx);
    if (worker) {
        wok__timer_make_new(&worker->poll.new_timers, self, cx->waker);
        return WOK_PENDING;
    }
    return start_at_once(self, cx);
}

enum wok_poll wok_sleep_poll(struct wok_sleep *self, struct wok_context *cx) {
    if (!wok__timer_is_polled(self))
        return wok__budget_spend(cx) ? start(self, cx) : WOK_PENDING;
    if (wok__timer_is_new(self))
        return look_at_new(self, cx);
    struct wok__wheel *wheel = &cx->runtime->workers[wok__timer_wheel(self)].wheel;
    return wok__timer_look(wheel, self, cx->waker) == WOK__TIMER_FIRED ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_sleep_cancel(struct wok_sleep *self, struct wok_context *cx) {
    if (wok__timer_is_new(self))
        wok__timer_unmake_new(self);
    else if (wok__timer_is_polled(self))
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

void wok_sleep_until_init(struct wok_sleep *self, uint64_t deadline_ns) {
    wok_sleep_init(self, deadline_ns);
    self->when |= WOK__TIMER_POINT;
}

void wok_sleep_until(uint64_t deadline_ns) {
    struct wok_sleep cold;
    wok_sleep_until_init(&cold, deadline_ns);
    wok_block_on_future(&wok_sleep_type, &cold, sizeof cold, NULL, "wok_sleep_until", 0);
}
