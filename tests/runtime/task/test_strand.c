/*
 * Goal    Calls through descriptors use no C stack at any depth; a cancelled or failed strand unwinds
 *         from the innermost frame to the root, each defer once; frames are aligned as asked.
 * Method  Frames written by hand in the shape that wokcc emits, polled as tasks on one worker.
 */
#include <errno.h>
#include <string.h>

#include "support/machine.h"
#include "support/program.h"
#include "task/task.h"

/*
 * async uint64_t depth(uint64_t n, bool sleep_below, bool fail_below) {
 *     defer unwound_below(n);
 *     if (n == 0) { if (sleep_below) await wok_sleep(1 h); if (fail_below) fail; return 0; }
 *     return 1 + await depth(n - 1, …);           // through its descriptor
 * }
 */
struct depth {
    struct wok_frame header;
    uint64_t n;
    bool sleep_below, fail_below;
    struct wok_frame *callee;
    struct wok_sleep sleep;
    uint64_t result;
};

static const struct wok_function depth_function_table;
static uint64_t defers_run, defers_out_of_order, next_defer;

/* Of a strand n deep, the defers must come in the order 0, 1, … n. */
static void note_defer(uint64_t n) {
    defers_out_of_order += n != next_defer;
    next_defer = n + 1;
    defers_run++;
}

static void forget_defers(void) {
    defers_run = defers_out_of_order = next_defer = 0;
}

static enum wok_step depth_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct depth *self = (struct depth *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        if (self->n == 0 && self->fail_below) {
            frame->state = 3;
            return wok_strand_fail(cx, ECANCELED);
        }
        if (self->n == 0) {
            wok_sleep_init(&self->sleep, self->sleep_below ? 3600 * WOK_S : 0);
            AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
            note_defer(0);
            FINISH(self, 0);
        }
        frame->state = 3; /* the defer is live, nothing is awaited: if the call cannot begin */
        self->callee = wok_call_begin(cx, frame, &depth_function_table);
        if (!self->callee)
            return WOK_STEP_CANCEL;
        ((struct depth *)self->callee)->n = self->n - 1;
        ((struct depth *)self->callee)->sleep_below = self->sleep_below;
        ((struct depth *)self->callee)->fail_below = self->fail_below;
        frame->state = 2;
        return WOK_STEP_CALL;
    case 2: {
        uint64_t below = ((struct depth *)self->callee)->result;
        wok_call_end(cx, self->callee);
        note_defer(self->n);
        FINISH(self, below + 1);
    }
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step depth_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct depth *self = (struct depth *)frame;
    if (frame->state == WOK_UNRESUMED)
        return WOK_STEP_READY;
    if (frame->state == 1)
        wok_sleep_cancel(&self->sleep, cx);
    if (frame->state == 2)
        wok_call_end(cx, self->callee);
    note_defer(self->n);
    return WOK_STEP_READY;
}

static const struct wok_function depth_function_table = {
    .future = {.abi = WOK_ABI,
               .flags = WOK_FUTURE_COMPILED,
               .name = "depth",
               .size = sizeof(struct depth),
               .align = _Alignof(struct depth),
               .result_offset = offsetof(struct depth, result),
               .result_size = sizeof(uint64_t),
               .poll = wok_frame_poll,
               .cancel = wok_frame_cancel},
    .resume = depth_resume,
    .unwind = depth_unwind,
};

static struct depth depth_of(uint64_t n, bool sleep_below) {
    return (struct depth){
        .header = {.function = &depth_function_table}, .n = n, .sleep_below = sleep_below};
}

static void a_million_calls_deep_uses_no_c_stack(struct machine *machine) {
    enum { DEEP = 1000000 };
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct depth cold = depth_of(DEEP, /* sleep_below */ false);
    uint64_t result = 0;
    forget_defers();
    run(runtime, &depth_function_table.future, &cold, &result);
    assert_int_equal(result, DEEP);
    assert_int_equal(defers_run, DEEP + 1);
    assert_int_equal(defers_out_of_order, 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* async int cancel_depth(uint64_t n): spawn depth(n), let it sleep, cancel it, answer its status. */
struct cancel_depth {
    struct wok_frame header;
    struct depth cold;
    wok_task_handle task;
    struct wok_sleep sleep;
    struct wok_task_wait wait;
    int result;
};

static enum wok_step cancel_depth_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct cancel_depth *self = (struct cancel_depth *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        self->task = wok_spawn_future(&depth_function_table.future, &self->cold, sizeof self->cold);
        wok_sleep_init(&self->sleep, 5 * WOK_MS);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        wok_task_cancel_init(&self->wait, self->task);
        AWAIT(self, 2, wok_task_wait_poll(&self->wait, cx));
        int status = self->wait.status;
        wok_task_wait_end(&self->wait);
        FINISH(self, status);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step cancel_depth_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(cancel_depth);

static void cancelling_unwinds_from_the_leaf_to_the_root(struct machine *machine) {
    for (uint64_t n = 0; n < 200; n = n * 2 + 1) {
        struct wok_runtime *runtime = machine_runtime(machine, 1);
        struct cancel_depth cold = COLD(cancel_depth, .cold = depth_of(n, /* sleep_below */ true));
        int status = 1;
        forget_defers();
        run(runtime, &cancel_depth_function.future, &cold, &status);
        assert_int_equal(status, -ECANCELED);
        assert_int_equal(defers_run, n + 1);
        assert_int_equal(defers_out_of_order, 0);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

static void a_cancel_that_comes_too_late_leaves_the_result(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct cancel_depth cold = COLD(cancel_depth, .cold = depth_of(3, /* sleep_below */ false));
    int status = 1;
    run(runtime, &cancel_depth_function.future, &cold, &status);
    assert_int_equal(status, 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_frame_that_fails_unwinds_its_callers(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct depth cold = depth_of(9, /* sleep_below */ false);
    cold.fail_below = true;
    forget_defers();
    uint64_t result = 77;
    assert_int_equal(
        wok_runtime_run_future(runtime, &depth_function_table.future, &cold, sizeof cold, &result),
        -ECANCELED);
    assert_int_equal(result, 77);
    assert_int_equal(defers_run, 10);
    assert_int_equal(defers_out_of_order, 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* Every mapping of memory fails in turn: the strand ends with -ENOMEM and all its defers ran. */
static void no_memory_for_a_call_fails_the_task(struct machine *machine) {
    enum { DEEP = 20000 };
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct depth shallow = depth_of(1, /* sleep_below */ false);
    uint64_t result = 0;
    run(runtime, &depth_function_table.future, &shallow, &result);

    struct depth cold = depth_of(DEEP, /* sleep_below */ false);
    forget_defers();
    wok__faults_plan(&machine->faults, WOK__CALL_PAGES_MAP, 1, -ENOMEM, /* for_ever */ true);
    assert_int_equal(
        wok_runtime_run_future(runtime, &depth_function_table.future, &cold, sizeof cold, &result),
        -ENOMEM);
    wok__faults_clear(&machine->faults);
    assert_true(defers_run > 0);
    assert_int_equal(next_defer, DEEP + 1);
    assert_int_equal(defers_out_of_order, 1); /* the first one is not number 0 */

    forget_defers();
    run(runtime, &depth_function_table.future, &cold, &result);
    assert_int_equal(result, DEEP);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* async uintptr_t aligned(void): its frame's address, in the low bits, where it should be 0. */
struct aligned {
    struct wok_frame header;
    _Alignas(256) char wide[256];
    uintptr_t result;
};

static enum wok_step aligned_resume(struct wok_frame *frame, struct wok_context *cx) {
    (void)cx;
    struct aligned *self = (struct aligned *)frame;
    memset(self->wide, 0xa5, sizeof self->wide);
    FINISH(self, (uintptr_t)self->wide % 256);
}

static enum wok_step aligned_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(aligned);

/* async uintptr_t call_aligned(void): three calls whose results are held together. */
struct call_aligned {
    struct wok_frame header;
    struct wok_frame *callees[3];
    uintptr_t result;
};

static enum wok_step call_aligned_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct call_aligned *self = (struct call_aligned *)frame;
    if (frame->state < 3) {
        self->callees[frame->state] = wok_call_begin(cx, frame, &aligned_function);
        frame->state++;
        return WOK_STEP_CALL;
    }
    uintptr_t sum = 0;
    for (int i = 0; i < 3; i++)
        sum += ((struct aligned *)self->callees[i])->result;
    for (int i = 0; i < 3; i++) /* not last in, first out: legal */
        wok_call_end(cx, self->callees[i]);
    FINISH(self, sum);
}

static enum wok_step call_aligned_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(call_aligned);

static void frames_have_the_alignment_they_ask_for(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    uintptr_t misaligned_by = 1;
    struct aligned root = COLD(aligned, .result = 0);
    run(runtime, &aligned_function.future, &root, &misaligned_by);
    assert_int_equal(misaligned_by, 0);
    struct call_aligned caller = COLD(call_aligned, .result = 0);
    misaligned_by = 1;
    run(runtime, &call_aligned_function.future, &caller, &misaligned_by);
    assert_int_equal(misaligned_by, 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_sleeping_task_takes_112_bytes(void **state) {
    (void)state;
    assert_int_equal(sizeof(struct wok_task) + sizeof(struct wok_strand) +
                         sizeof(struct wok_frame) + sizeof(struct wok_sleep),
                     112);
}

ON_BOTH(a_million_calls_deep_uses_no_c_stack)
ON_BOTH(cancelling_unwinds_from_the_leaf_to_the_root)
ON_BOTH(a_cancel_that_comes_too_late_leaves_the_result)
ON_BOTH(a_frame_that_fails_unwinds_its_callers)
ON_BOTH(no_memory_for_a_call_fails_the_task)
ON_BOTH(frames_have_the_alignment_they_ask_for)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(a_million_calls_deep_uses_no_c_stack),
        BOTH_UNIT_TESTS(cancelling_unwinds_from_the_leaf_to_the_root),
        BOTH_UNIT_TESTS(a_cancel_that_comes_too_late_leaves_the_result),
        BOTH_UNIT_TESTS(a_frame_that_fails_unwinds_its_callers),
        BOTH_UNIT_TESTS(no_memory_for_a_call_fails_the_task),
        BOTH_UNIT_TESTS(frames_have_the_alignment_they_ask_for),
        cmocka_unit_test(a_sleeping_task_takes_112_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
