/*
 * Goal    Boxed futures: results, cancellation to the end, drops, adoption by a task; what happens
 *         without memory; memory that comes back.
 * Method  Hand-written futures in boxes, polled by a hand-written root; the system's calls are
 *         counted and made to fail. A drop that counts says what was given back, and how often.
 */
#include <errno.h>

#include "support/machine.h"
#include "support/program.h"

/* What becomes of the boxed futures of one test. */
struct ledger {
    int ends, unwinds, drops;
};

/* async int number(struct ledger *ledger, int n) { await wok_yield() × yields; return n; } */
struct number {
    struct wok_frame header;
    struct ledger *ledger;
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
        self->ledger->ends++;
        FINISH(self, self->n);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step number_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct number *self = (struct number *)frame;
    if (frame->state == 1 && wok_yield_cancel(&self->yield, cx) == WOK_PENDING)
        return WOK_STEP_PENDING;
    self->ledger->unwinds++;
    return WOK_STEP_READY;
}

static void number_drop(void *future) {
    struct number *self = future;
    self->ledger->drops++;
}

static const struct wok_function number_function = {
    .future = {.abi = WOK_ABI,
               .flags = WOK_FUTURE_COMPILED,
               .name = "number",
               .size = sizeof(struct number),
               .align = _Alignof(struct number),
               .result_offset = offsetof(struct number, result),
               .result_size = sizeof(int),
               .poll = wok_frame_poll,
               .cancel = wok_frame_cancel,
               .drop = number_drop},
    .resume = number_resume,
    .unwind = number_unwind,
};

static wok_box_handle box_number(struct ledger *ledger, int n, int yields) {
    return wok_box_create(&number_function.future,
                          &COLD(number, .ledger = ledger, .n = n, .yields = yields),
                          sizeof(struct number));
}

/* async int uses(…): makes `count` boxes and does with each what `what` says. */
enum what { AWAIT_IT, CANCEL_IT, DROP_IT, SPAWN_IT };

struct uses {
    struct wok_frame header;
    struct ledger *ledger;
    enum what what;
    int count, yields;
    int sum, error;
    wok_box_handle box;
    struct wok_task_wait wait;
    int result;
};

static void take_result(struct uses *self, int status, const void *result) {
    if (status)
        self->error = status;
    else
        self->sum += *(const int *)result;
}

static enum wok_step uses_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct uses *self = (struct uses *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (; self->count > 0; self->count--) {
            self->box = box_number(self->ledger, self->count, self->yields);
            if (self->what == SPAWN_IT) {
                wok_task_wait_init(&self->wait, wok_spawn_box(self->box));
                AWAIT(self, 1, wok_task_wait_poll(&self->wait, cx));
                int status = self->wait.status;
                take_result(self, status, status ? NULL : wok_task_wait_result(&self->wait));
                wok_task_wait_end(&self->wait);
                continue;
            }
            if (self->what == CANCEL_IT)
                (void)wok_box_poll(self->box, cx);
            if (self->what == AWAIT_IT) {
                AWAIT(self, 2, wok_box_poll(self->box, cx));
                int status = wok_box_status(self->box);
                take_result(self, status, status ? NULL : wok_box_result(self->box));
            } else if (self->what == CANCEL_IT) {
                AWAIT(self, 3, wok_box_cancel(self->box, cx));
            }
            wok_box_drop(self->box);
        }
        FINISH(self, self->error ? self->error : self->sum);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step uses_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(uses);

enum { COUNT = 200 };

static int use(struct wok_runtime *runtime, struct ledger *ledger, enum what what, int yields) {
    int result = 0;
    struct uses cold = COLD(uses, .ledger = ledger, .what = what, .count = COUNT, .yields = yields);
    *ledger = (struct ledger){0};
    run(runtime, &uses_function.future, &cold, &result);
    return result;
}

static void an_awaited_box_gives_its_result(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 2);
    struct ledger ledger;
    for (int yields = 0; yields < 3; yields++) {
        assert_int_equal(use(runtime, &ledger, AWAIT_IT, yields), COUNT * (COUNT + 1) / 2);
        assert_int_equal(ledger.ends, COUNT);
        assert_int_equal(ledger.unwinds, 0);
        assert_int_equal(ledger.drops, COUNT);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_cancelled_box_comes_to_its_end(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct ledger ledger;
    assert_int_equal(use(runtime, &ledger, CANCEL_IT, 3), 0);
    assert_int_equal(ledger.ends, 0);
    assert_int_equal(ledger.unwinds, COUNT);
    assert_int_equal(ledger.drops, COUNT);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_box_that_never_ran_is_only_dropped(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct ledger ledger;
    assert_int_equal(use(runtime, &ledger, DROP_IT, 1), 0);
    assert_int_equal(ledger.ends + ledger.unwinds, 0);
    assert_int_equal(ledger.drops, COUNT);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_task_adopts_a_box(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct ledger ledger;
    assert_int_equal(use(runtime, &ledger, SPAWN_IT, 1), COUNT * (COUNT + 1) / 2);
    assert_int_equal(ledger.ends, COUNT);
    assert_int_equal(ledger.drops, COUNT); /* by the task, and not by the box as well */
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void without_memory_a_box_has_failed(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct ledger ledger;
    for (int what = AWAIT_IT; what <= SPAWN_IT; what++) {
        /* The first region is the root task's; no other comes. */
        wok__faults_plan(&machine->faults, WOK__CALL_PAGES_MAP, 2, -ENOMEM, /* for_ever */ true);
        int expected = what == AWAIT_IT || what == SPAWN_IT ? -ENOMEM : 0;
        assert_int_equal(use(runtime, &ledger, (enum what)what, 1), expected);
        assert_int_equal(ledger.ends + ledger.unwinds, 0);
        assert_int_equal(ledger.drops, COUNT); /* what never came into a box */
        wok__faults_clear(&machine->faults);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        runtime = machine_runtime(machine, 1);
    }
    assert_int_equal(use(runtime, &ledger, AWAIT_IT, 1), COUNT * (COUNT + 1) / 2);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_warm_runtime_boxes_without_asking_for_memory(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct ledger ledger;
    use(runtime, &ledger, AWAIT_IT, 1);
    uint64_t before = wok__faults_calls(&machine->faults, WOK__CALL_PAGES_MAP);
    for (int round = 0; round < 100; round++)
        use(runtime, &ledger, AWAIT_IT, 1);
    assert_int_equal(wok__faults_calls(&machine->faults, WOK__CALL_PAGES_MAP), before);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

ON_BOTH(an_awaited_box_gives_its_result)
ON_BOTH(a_cancelled_box_comes_to_its_end)
ON_BOTH(a_box_that_never_ran_is_only_dropped)
ON_BOTH(a_task_adopts_a_box)
ON_BOTH(without_memory_a_box_has_failed)
ON_BOTH(a_warm_runtime_boxes_without_asking_for_memory)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(an_awaited_box_gives_its_result),
        BOTH_UNIT_TESTS(a_cancelled_box_comes_to_its_end),
        BOTH_UNIT_TESTS(a_box_that_never_ran_is_only_dropped),
        BOTH_UNIT_TESTS(a_task_adopts_a_box),
        BOTH_UNIT_TESTS(without_memory_a_box_has_failed),
        BOTH_UNIT_TESTS(a_warm_runtime_boxes_without_asking_for_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
