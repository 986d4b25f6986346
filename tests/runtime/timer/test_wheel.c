/*
 * Goal    Every timer fires, in time's order to within a tick, never early; a cancelled one leaves no
 *         trace; cancelling costs the same among a million as among a thousand.
 * Method  The wheel alone, under a simulated clock, with a waker that counts; for the cost, how many
 *         nodes a cancel touches is bounded by construction, so the ratio of times is only printed.
 */
#include <errno.h>
#include <stdlib.h>

#include "platform/simulation.h"
#include "support/machine.h"
#include "timer/wheel.h"

struct counter {
    unsigned wakes, clones, drops;
};

static struct wok_waker counter_clone(const struct wok_waker *waker) {
    ((struct counter *)waker->data)->clones++;
    return *waker;
}

static void counter_wake(struct wok_waker *waker) {
    ((struct counter *)waker->data)->wakes++;
}

static void counter_wake_by_ref(const struct wok_waker *waker) {
    ((struct counter *)waker->data)->wakes++;
}

static void counter_drop(struct wok_waker *waker) {
    ((struct counter *)waker->data)->drops++;
}

static const struct wok_waker_type counter_type = {
    .clone = counter_clone,
    .wake = counter_wake,
    .wake_by_ref = counter_wake_by_ref,
    .drop = counter_drop,
};

static uint64_t random_state = 88172645463325252u;

static uint64_t random_number(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

struct bench {
    struct wok__system *system;
    struct wok__clock clock;
    struct wok__wheel wheel;
};

static void bench_init(struct bench *bench) {
    assert_int_equal(wok__simulation_create(NULL, &bench->system), 0);
    bench->clock = (struct wok__clock){.system = bench->system};
    wok__wheel_init(&bench->wheel, &bench->clock, 0);
}

static uint64_t bench_now(struct bench *bench) {
    return bench->system->now(bench->system);
}

struct timer {
    struct wok_sleep node;
    uint64_t deadline_ns;
    struct counter counter;
    bool cancelled;
};

static void start_timer(struct bench *bench, struct timer *timer, uint64_t duration_ns) {
    struct wok_waker waker = {.data = &timer->counter, .type = &counter_type};
    timer->deadline_ns = bench_now(bench) + duration_ns;
    enum wok__timer started =
        wok__timer_start(&bench->wheel, &timer->node, timer->deadline_ns, &waker);
    if (started == WOK__TIMER_FIRED)
        timer->counter.wakes++;
}

static void every_timer_fires_when_its_time_has_come(void **state) {
    (void)state;
    enum { TIMERS = 5000 };
    struct bench bench;
    bench_init(&bench);
    struct timer *timers = calloc(TIMERS, sizeof *timers);
    for (int i = 0; i < TIMERS; i++) /* from nanoseconds to months: all levels */
        start_timer(&bench, &timers[i], random_number() >> (8 + random_number() % 50));
    for (int i = 0; i < TIMERS; i += 5) {
        wok__timer_cancel(&bench.wheel, &timers[i].node);
        timers[i].cancelled = true;
    }
    while (wok__wheel_next_ns(&bench.wheel) != WOK__FOREVER) {
        uint64_t next = wok__wheel_next_ns(&bench.wheel), now = bench_now(&bench);
        if (next > now)
            wok__simulation_advance(bench.system, next - now);
        wok__wheel_advance(&bench.wheel, bench_now(&bench));
        now = bench_now(&bench);
        for (int i = 0; i < TIMERS; i += 97) {
            bool due = timers[i].deadline_ns + (2u << WOK__TICK_SHIFT) <= now;
            if (timers[i].counter.wakes)
                assert_true(timers[i].deadline_ns <= now);
            else if (!timers[i].cancelled)
                assert_false(due);
        }
    }
    for (int i = 0; i < TIMERS; i++) {
        const struct counter *counter = &timers[i].counter;
        if (!timers[i].cancelled)
            assert_int_equal(counter->wakes, 1);
        assert_true(counter->clones == counter->wakes + counter->drops ||
                    counter->clones == counter->drops);
    }
    assert_int_equal(wok__load_relaxed(&bench.wheel.count), 0);
    free(timers);
    wok__simulation_destroy(bench.system);
}

static void a_replaced_waker_is_the_one_that_is_called(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    struct timer timer = {.deadline_ns = 0};
    struct counter other = {0};
    struct wok_waker waker = {.data = &other, .type = &counter_type};
    start_timer(&bench, &timer, WOK_S);
    assert_int_equal(wok__timer_look(&bench.wheel, &timer.node, &waker), WOK__TIMER_WAITING);
    assert_int_equal(timer.counter.drops, 1);
    wok__simulation_advance(bench.system, 2 * WOK_S);
    assert_int_equal(wok__wheel_advance(&bench.wheel, bench_now(&bench)), 1);
    assert_int_equal(timer.counter.wakes, 0);
    assert_int_equal(other.wakes, 1);
    assert_int_equal(wok__timer_look(&bench.wheel, &timer.node, &waker), WOK__TIMER_FIRED);
    wok__timer_cancel(&bench.wheel, &timer.node); /* after the end: nothing */
    wok__simulation_destroy(bench.system);
}

static void without_memory_for_a_waker_the_poller_asks_the_clock(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    struct wok__faults faults;
    wok__faults_init(&faults, bench.system);
    bench.wheel.system = &faults.table;
    wok__faults_plan(&faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, /* for_ever */ true);
    struct timer timer = {.deadline_ns = 0};
    struct wok_waker waker = {.data = &timer.counter, .type = &counter_type};
    start_timer(&bench, &timer, WOK_MS);
    assert_int_equal(timer.counter.wakes, 1); /* so that it is polled again */
    assert_int_equal(wok__timer_look(&bench.wheel, &timer.node, &waker), WOK__TIMER_WAITING);
    wok__simulation_advance(bench.system, 2 * WOK_MS);
    assert_int_equal(wok__timer_look(&bench.wheel, &timer.node, &waker), WOK__TIMER_FIRED);
    wok__simulation_destroy(bench.system);
}

/* Start and cancel `rounds` timers among `live` others; nanoseconds for one. */
static double churn_ns(uint32_t live, uint32_t rounds) {
    struct bench bench;
    bench_init(&bench);
    struct timer *timers = calloc(live, sizeof *timers);
    for (uint32_t i = 0; i < live; i++)
        start_timer(&bench, &timers[i], WOK_S + random_number() % (60 * WOK_S));
    struct wok__system *real = wok__system_real();
    uint64_t before = real->now(real);
    for (uint32_t i = 0; i < rounds; i++) {
        struct timer one = {.deadline_ns = 0};
        start_timer(&bench, &one, WOK_S + i % (60 * WOK_S));
        wok__timer_cancel(&bench.wheel, &one.node);
        assert_int_equal(one.counter.drops, 1);
    }
    uint64_t took = real->now(real) - before;
    assert_int_equal(wok__load_relaxed(&bench.wheel.count), live);
    for (uint32_t i = 0; i < live; i++)
        wok__timer_cancel(&bench.wheel, &timers[i].node);
    assert_int_equal(wok__load_relaxed(&bench.wheel.count), 0);
    for (unsigned level = 0; level < WOK__WHEEL_LEVELS; level++)
        assert_int_equal(bench.wheel.occupied[level], 0);
    free(timers);
    wok__simulation_destroy(bench.system);
    return (double)took / rounds;
}

static void a_million_timers_can_be_cancelled_in_any_order(void **state) {
    (void)state;
    double few = churn_ns(1000, 100000), many = churn_ns(1000000, 100000);
    print_message("start and cancel: %.0f ns among 1,000, %.0f ns among 1,000,000\n", few, many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_timer_fires_when_its_time_has_come),
        cmocka_unit_test(a_replaced_waker_is_the_one_that_is_called),
        cmocka_unit_test(without_memory_for_a_waker_the_poller_asks_the_clock),
        cmocka_unit_test(a_million_timers_can_be_cancelled_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
