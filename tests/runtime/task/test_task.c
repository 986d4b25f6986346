/*
 * Goal    Handles: join, cancel, detach, results, statuses; a task that cannot start; memory that
 *         comes back.
 * Method  Hand-written futures as tasks; the system's calls are counted and made to fail.
 */
#include <errno.h>

#include "support/machine.h"
#include "support/program.h"
#include "task/task.h"

/* async int number(int n) { await wok_yield() × yields; return n; } */
struct number {
    struct wok_frame header;
    int n, yields;
    struct wok_yield yield;
    int result;
};

static enum wok_step number_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct number *self = (struct number *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        while (self->yields-- > 0) {
            wok_yield_init(&self->yield);
            AWAIT(self, 1, wok_yield_poll(&self->yield, cx));
        }
        FINISH(self, self->n);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step nothing_to_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}
#define number_unwind nothing_to_unwind

COMPILED(number);

/* async int sum(int count, int rounds, int yields): spawn and join `count` at a time. */
enum { TASKS_MAX = 1000 };

struct sum {
    struct wok_frame header;
    int count, rounds, yields;
    int next, sum, failed;
    wok_task_handle tasks[TASKS_MAX];
    struct wok_task_wait wait;
    int result;
};

static enum wok_step sum_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct sum *self = (struct sum *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (; self->rounds > 0; self->rounds--) {
            for (int i = 0; i < self->count; i++)
                self->tasks[i] = SPAWN(number, .n = i, .yields = self->yields);
            for (self->next = 0; self->next < self->count; self->next++) {
                wok_task_wait_init(&self->wait, self->tasks[self->next]);
                AWAIT(self, 1, wok_task_wait_poll(&self->wait, cx));
                if (self->wait.status == 0)
                    self->sum += *(const int *)wok_task_wait_result(&self->wait);
                else
                    self->failed++;
                wok_task_wait_end(&self->wait);
            }
        }
        FINISH(self, self->failed ? -self->failed : self->sum);
    default:
        wok_fatal_resumed(frame);
    }
}

#define sum_unwind nothing_to_unwind
COMPILED(sum);

static int sum_on(struct wok_runtime *runtime, int count, int rounds, int yields) {
    struct sum cold = COLD(sum, .count = count, .rounds = rounds, .yields = yields);
    int result = 0;
    run(runtime, &sum_function.future, &cold, &result);
    return result;
}

static void joined_tasks_give_their_results(struct machine *machine) {
    for (uint32_t workers = 1; workers <= 4; workers++) {
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        assert_int_equal(sum_on(runtime, 1000, 3, 0), 3 * 999 * 500);
        assert_int_equal(sum_on(runtime, 1000, 3, 5), 3 * 999 * 500);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

static uint64_t memory_calls(struct machine *machine) {
    return wok__faults_calls(&machine->faults, WOK__CALL_ALLOCATE) +
           wok__faults_calls(&machine->faults, WOK__CALL_PAGES_MAP);
}

static void a_warm_runtime_spawns_without_asking_for_memory(struct machine *machine) {
    for (uint32_t workers = 1; workers <= 2; workers++) {
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        sum_on(runtime, 1000, 20, 1);
        uint64_t before = memory_calls(machine);
        sum_on(runtime, 1000, 100, 1);
        if (workers == 1)
            assert_int_equal(memory_calls(machine), before);
        else /* which worker makes how many is not fixed: a class may still open a slab */
            assert_true(memory_calls(machine) - before <= 4);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

static void a_task_that_cannot_start_is_a_finished_one(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct sum cold = COLD(sum, .count = 1000, .rounds = 1);
    int result = 0;
    /* The first region is the root task's; no other comes. */
    wok__faults_plan(&machine->faults, WOK__CALL_PAGES_MAP, 1, -ENOMEM, /* for_ever */ true);
    assert_int_equal(
        wok_runtime_run_future(runtime, &sum_function.future, &cold, sizeof cold, &result),
        -ENOMEM);
    wok__faults_plan(&machine->faults, WOK__CALL_PAGES_MAP, 2, -ENOMEM, /* for_ever */ true);
    run(runtime, &sum_function.future, &cold, &result);
    assert_int_equal(result, -1000);
    wok__faults_clear(&machine->faults);
    assert_int_equal(sum_on(runtime, 1000, 1, 0), 999 * 500);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* async int forever(int *ended): sleeps for ever; its defer counts. */
struct forever {
    struct wok_frame header;
    wok__atomic_u32 *ended;
    struct wok_sleep sleep;
    int result;
};

static enum wok_step forever_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct forever *self = (struct forever *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        wok_sleep_init(&self->sleep, UINT64_MAX);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        FINISH(self, 1);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step forever_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct forever *self = (struct forever *)frame;
    if (frame->state == 1) {
        wok_sleep_cancel(&self->sleep, cx);
        wok__fetch_add_acq_rel(self->ended, 1);
    }
    return WOK_STEP_READY;
}

COMPILED(forever);

/* async int leave(int count, ended): spawn sleepers, detach half, give up the others' handles too,
 * yield until all have started. */
struct leave {
    struct wok_frame header;
    int count;
    wok__atomic_u32 *ended;
    struct wok_sleep sleep;
    int result;
};

static enum wok_step leave_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct leave *self = (struct leave *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < self->count; i++)
            wok_task_detach(SPAWN(forever, .ended = self->ended));
        wok_sleep_init(&self->sleep, 20 * WOK_MS);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        FINISH(self, 0);
    default:
        wok_fatal_resumed(frame);
    }
}

#define leave_unwind nothing_to_unwind
COMPILED(leave);

static void shutdown_cancels_what_is_left_and_every_defer_runs(struct machine *machine) {
    for (uint32_t workers = 1; workers <= 3; workers++) {
        wok__atomic_u32 ended = WOK__ATOMIC(0);
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        struct leave cold = COLD(leave, .count = 300, .ended = &ended);
        run(runtime, &leave_function.future, &cold, NULL);
        struct wok_statistics statistics = {.size = sizeof statistics};
        do /* the main task is counted out a moment after its joiner has heard of its end */
            assert_int_equal(wok_runtime_statistics(runtime, &statistics), 0);
        while (statistics.tasks_alive != 300);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        assert_int_equal(wok__load_acquire(&ended), 300);
    }
}

/* async int spawn_late(void): a task whose cancellation spawns another; the status of that one. */
struct spawn_late {
    struct wok_frame header;
    wok__atomic_u32 *status;
    struct wok_sleep sleep;
    int result;
};

static enum wok_step spawn_late_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct spawn_late *self = (struct spawn_late *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        wok_sleep_init(&self->sleep, UINT64_MAX);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        FINISH(self, 0);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step spawn_late_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct spawn_late *self = (struct spawn_late *)frame;
    if (frame->state != 1)
        return WOK_STEP_READY;
    wok_sleep_cancel(&self->sleep, cx);
    struct wok_task_wait wait;
    wok_task_wait_init(&wait, SPAWN(number, .n = 1));
    assert_int_equal(wok_task_wait_poll(&wait, cx), WOK_READY);
    wok__store_release(self->status, (uint32_t)-wait.status);
    wok_task_wait_end(&wait);
    return WOK_STEP_READY;
}

COMPILED(spawn_late);

struct start_late {
    struct wok_frame header;
    wok__atomic_u32 *status;
    struct wok_sleep sleep;
    int result;
};

static enum wok_step start_late_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct start_late *self = (struct start_late *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        wok_task_detach(SPAWN(spawn_late, .status = self->status));
        wok_sleep_init(&self->sleep, 1 * WOK_MS);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        FINISH(self, 0);
    default:
        wok_fatal_resumed(frame);
    }
}

#define start_late_unwind nothing_to_unwind
COMPILED(start_late);

static void no_task_starts_during_shutdown(struct machine *machine) {
    wok__atomic_u32 status = WOK__ATOMIC(0);
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct start_late cold = COLD(start_late, .status = &status);
    run(runtime, &start_late_function.future, &cold, NULL);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    assert_int_equal(wok__load_acquire(&status), ESHUTDOWN);
}

/* async int cancel_all(int count): spawn sleepers, cancel each at another moment; how many were. */
struct cancel_all {
    struct wok_frame header;
    int count;
    wok__atomic_u32 *ended;
    int next, cancelled;
    wok_task_handle tasks[TASKS_MAX];
    struct wok_task_wait wait;
    struct wok_yield yield;
    int result;
};

static enum wok_step cancel_all_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct cancel_all *self = (struct cancel_all *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < self->count; i++)
            self->tasks[i] = SPAWN(forever, .ended = self->ended);
        for (self->next = 0; self->next < self->count; self->next++) {
            if (self->next % 3 == 0) {
                wok_yield_init(&self->yield);
                AWAIT(self, 1, wok_yield_poll(&self->yield, cx));
            }
            wok_task_cancel_init(&self->wait, self->tasks[self->next]);
            AWAIT(self, 2, wok_task_wait_poll(&self->wait, cx));
            self->cancelled += self->wait.status == -ECANCELED;
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, self->cancelled);
    default:
        wok_fatal_resumed(frame);
    }
}

#define cancel_all_unwind nothing_to_unwind
COMPILED(cancel_all);

static void cancelled_tasks_say_so(struct machine *machine) {
    for (uint32_t workers = 1; workers <= 3; workers++) {
        wok__atomic_u32 ended = WOK__ATOMIC(0);
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        struct cancel_all cold = COLD(cancel_all, .count = 900, .ended = &ended);
        int cancelled = 0;
        run(runtime, &cancel_all_function.future, &cold, &cancelled);
        assert_int_equal(cancelled, 900);
        assert_true(wok__load_acquire(&ended) <= 900);
        struct wok_statistics statistics = {.size = sizeof statistics};
        assert_int_equal(wok_runtime_statistics(runtime, &statistics), 0);
        assert_int_equal(statistics.timers_alive, 0);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

ON_BOTH(joined_tasks_give_their_results)
ON_BOTH(a_warm_runtime_spawns_without_asking_for_memory)
ON_BOTH(a_task_that_cannot_start_is_a_finished_one)
ON_BOTH(shutdown_cancels_what_is_left_and_every_defer_runs)
ON_BOTH(no_task_starts_during_shutdown)
ON_BOTH(cancelled_tasks_say_so)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(joined_tasks_give_their_results),
        BOTH_UNIT_TESTS(a_warm_runtime_spawns_without_asking_for_memory),
        BOTH_UNIT_TESTS(a_task_that_cannot_start_is_a_finished_one),
        BOTH_UNIT_TESTS(shutdown_cancels_what_is_left_and_every_defer_runs),
        BOTH_UNIT_TESTS(no_task_starts_during_shutdown),
        BOTH_UNIT_TESTS(cancelled_tasks_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
