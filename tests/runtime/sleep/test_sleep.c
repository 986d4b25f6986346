/*
 * Goal    wok_sleep ends when its time has come: not before, and soon after; it can be cancelled.
 * Method  Tasks that note the clock before and after, on the real system and on a simulated one,
 *         where the clock moves only when everybody sleeps.
 */
#include "support/machine.h"
#include "support/program.h"

/* async int add_later(int a, int b, uint64_t ns) { await wok_sleep(ns); return a + b; } */
struct add_later {
    struct wok_frame header;
    int a, b;
    uint64_t duration_ns;
    uint64_t began_ns;
    struct wok_sleep sleep;
    uint64_t took_ns;
    int result;
};

static enum wok_step add_later_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct add_later *self = (struct add_later *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        self->began_ns = wok_now();
        wok_sleep_init(&self->sleep, self->duration_ns);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        self->took_ns = wok_now() - self->began_ns;
        if (self->took_ns < self->duration_ns)
            FINISH(self, -1);
        FINISH(self, self->a + self->b);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step add_later_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct add_later *self = (struct add_later *)frame;
    if (frame->state == 1)
        wok_sleep_cancel(&self->sleep, cx);
    return WOK_STEP_READY;
}

COMPILED(add_later);

static void a_sleep_is_never_shorter_than_asked_for(struct machine *machine) {
    static const uint64_t durations_ns[] = {0, 1, 999, 16384, 16385, 1000000, 3333333, 40000000};
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    for (size_t i = 0; i < sizeof durations_ns / sizeof *durations_ns; i++) {
        struct add_later cold = COLD(add_later, .a = 20, .b = 22, .duration_ns = durations_ns[i]);
        int result = 0;
        run(runtime, &add_later_function.future, &cold, &result);
        assert_int_equal(result, 42);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* async int sleep_all(int n): spawn n sleepers of 0 … n-1 times 100 µs and add up their results. */
enum { SLEEPERS = 500 };

struct sleep_all {
    struct wok_frame header;
    int count;
    int next, sum;
    wok_task_handle tasks[SLEEPERS];
    struct wok_task_wait wait;
    int result;
};

static enum wok_step sleep_all_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct sleep_all *self = (struct sleep_all *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < self->count; i++)
            self->tasks[i] = SPAWN(add_later, .a = i, .b = 1,
                                   .duration_ns = (uint64_t)((i * 7919) % SLEEPERS) * 100 * WOK_US);
        for (self->next = 0; self->next < self->count; self->next++) {
            wok_task_wait_init(&self->wait, self->tasks[self->next]);
            AWAIT(self, 1, wok_task_wait_poll(&self->wait, cx));
            assert_int_equal(self->wait.status, 0);
            self->sum += *(const int *)wok_task_wait_result(&self->wait);
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, self->sum);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step sleep_all_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(sleep_all);

static void sleep_all_on(struct machine *machine, uint32_t workers) {
    struct wok_runtime *runtime = machine_runtime(machine, workers);
    struct sleep_all cold = COLD(sleep_all, .count = SLEEPERS);
    int result = 0;
    run(runtime, &sleep_all_function.future, &cold, &result);
    assert_int_equal(result, SLEEPERS * (SLEEPERS - 1) / 2 + SLEEPERS);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void many_sleepers_all_wake(struct machine *machine) {
    sleep_all_on(machine, 1);
}

static void many_sleepers_all_wake_on_four_workers(struct machine *machine) {
    sleep_all_on(machine, 4);
}

static void time_jumps_in_the_simulation(void **state) {
    (void)state;
    struct machine machine;
    machine_init(&machine, true);
    struct wok_runtime *runtime = machine_runtime(&machine, 1);
    uint64_t year_ns = 365 * 86400 * WOK_S, before_ns = machine_now(&machine);
    struct add_later cold = COLD(add_later, .a = 1, .b = 1, .duration_ns = year_ns);
    int result = 0;
    run(runtime, &add_later_function.future, &cold, &result);
    assert_int_equal(result, 2);
    uint64_t took_ns = machine_now(&machine) - before_ns;
    assert_true(took_ns >= year_ns && took_ns < year_ns + WOK_S);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

static void a_plain_thread_can_sleep(void **state) {
    (void)state;
    uint64_t before_ns = wok_now();
    wok_sleep(3 * WOK_MS);
    assert_true(wok_now() - before_ns >= 3 * WOK_MS);
    wok_yield();
}

ON_BOTH(a_sleep_is_never_shorter_than_asked_for)
ON_BOTH(many_sleepers_all_wake)
ON_BOTH(many_sleepers_all_wake_on_four_workers)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(a_sleep_is_never_shorter_than_asked_for),
        BOTH_UNIT_TESTS(many_sleepers_all_wake),
        BOTH_UNIT_TESTS(many_sleepers_all_wake_on_four_workers),
        cmocka_unit_test(time_jumps_in_the_simulation),
        cmocka_unit_test(a_plain_thread_can_sleep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
