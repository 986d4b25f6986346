/*
 * Goal    A wake resumes the innermost suspended frame and no other; a frame goes on once, when what it
 *         awaits is finished; cancellation unwinds each frame once, from the leaf to the root.
 * Method  Frames written by hand in the shape that the fast back end emits, which count what is done to
 *         them; polled as tasks on one worker.
 */
#include <errno.h>

#include "support/machine.h"
#include "support/program.h"
#include "task/task.h"

/* How often each of the frames below was resumed and unwound, and in which order unwound. */
static int resumed[3], unwound[3], unwind_order[3], unwind_count;

static void forget(void) {
    for (int i = 0; i < 3; i++)
        resumed[i] = unwound[i] = unwind_order[i] = 0;
    unwind_count = 0;
}

static enum wok_step note_unwound(int which) {
    unwound[which]++;
    unwind_order[which] = unwind_count++;
    return WOK_STEP_READY;
}

static enum wok_step leave(struct wok_frame *frame, struct wok_context *cx, uint16_t state,
                           enum wok_step step) {
    frame->state = state;
    cx->strand->leaf = frame;
    return step;
}

/* async int inner(int turns): yield so often; with `hangs` sleep then; with `fails` fail. */
struct inner {
    struct wok_frame header;
    int turns;
    bool hangs, fails;
    union {
        struct wok_yield yield;
        struct wok_sleep sleep;
    };
    int result;
};

static enum wok_step inner_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct inner *self = (struct inner *)frame;
    resumed[0]++;
    switch (frame->state) {
    case WOK_UNRESUMED:
        break;
    case 1:
        goto resume_1;
    case 2:
        goto resume_2;
    default:
        wok_fatal_resumed(frame);
    }
    for (; self->turns; self->turns--) {
        wok_yield_init(&self->yield);
    resume_1:
        if (wok_yield_poll(&self->yield, cx) == WOK_PENDING)
            return leave(frame, cx, 1, WOK_STEP_PENDING);
    }
    if (self->fails)
        return leave(frame, cx, 3, wok_strand_fail(cx, ECANCELED));
    if (self->hangs) {
        wok_sleep_init(&self->sleep, 3600 * WOK_S);
    resume_2:
        if (wok_sleep_poll(&self->sleep, cx) == WOK_PENDING)
            return leave(frame, cx, 2, WOK_STEP_PENDING);
    }
    FINISH(self, 1);
}

static enum wok_step inner_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct inner *self = (struct inner *)frame;
    if (frame->state == 1)
        wok_yield_cancel(&self->yield, cx);
    if (frame->state == 2)
        wok_sleep_cancel(&self->sleep, cx);
    return note_unwound(0);
}

COMPILED(inner);

/* async int middle(…): 10 + await inner(…), which is embedded, or with `calls` a segment. */
struct middle {
    struct wok_frame header;
    struct inner cold; /* the arguments of inner */
    bool calls;
    union {
        struct inner child;
        struct wok_frame *callee;
    };
    int result;
};

static enum wok_step middle_embeds(struct middle *self, struct wok_context *cx) {
    self->child = self->cold;
    wok_frame_begin(&self->child.header, &inner_function, 0);
    self->child.header.parent_delta = offsetof(struct middle, child);
    self->child.header.flags = WOK_FRAME_EMBEDDED;
    return inner_resume(&self->child.header, cx);
}

static enum wok_step middle_calls(struct middle *self, struct wok_context *cx) {
    self->callee = wok_call_push(cx, &self->header, &inner_function);
    if (!self->callee)
        return WOK_STEP_CANCEL;
    struct inner *callee = (struct inner *)self->callee;
    callee->turns = self->cold.turns;
    callee->hangs = self->cold.hangs;
    callee->fails = self->cold.fails;
    return wok_call_enter(cx, self->callee);
}

static enum wok_step middle_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct middle *self = (struct middle *)frame;
    resumed[1]++;
    if (frame->state == WOK_UNRESUMED) {
        enum wok_step step = self->calls ? middle_calls(self, cx) : middle_embeds(self, cx);
        if (step != WOK_STEP_READY) {
            frame->state = 1;
            return step;
        }
    }
    int below = self->calls ? ((struct inner *)self->callee)->result : self->child.result;
    if (self->calls)
        wok_call_pop(cx, self->callee);
    FINISH(self, below + 10);
}

static enum wok_step middle_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct middle *self = (struct middle *)frame;
    if (self->calls)
        wok_call_end(cx, self->callee);
    return note_unwound(1);
}

/* async int outer(…): 100 + await middle(…), embedded. */
struct outer {
    struct wok_frame header;
    struct middle child;
    int result;
};

static const struct wok_function middle_function = {
    .future = {.name = "middle"}, .resume = middle_resume, .unwind = middle_unwind};

static enum wok_step outer_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct outer *self = (struct outer *)frame;
    resumed[2]++;
    if (frame->state == WOK_UNRESUMED) {
        wok_frame_begin(&self->child.header, &middle_function, 0);
        self->child.header.parent_delta = offsetof(struct outer, child);
        self->child.header.flags = WOK_FRAME_EMBEDDED;
        enum wok_step step = middle_resume(&self->child.header, cx);
        if (step != WOK_STEP_READY) {
            frame->state = 1;
            return step;
        }
    }
    FINISH(self, self->child.result + 100);
}

static enum wok_step outer_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return note_unwound(2);
}

COMPILED(outer);

static struct outer outer_of(struct inner arguments, bool calls) {
    return COLD(outer, .child.cold = arguments, .child.calls = calls);
}

static void turns_resume_only_the_leaf(struct machine *machine, bool calls) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    for (int turns = 0; turns < 20; turns++) {
        struct outer cold = outer_of((struct inner){.turns = turns}, calls);
        int result = 0;
        forget();
        run(runtime, &outer_function.future, &cold, &result);
        assert_int_equal(result, 111);
        assert_int_equal(resumed[0], turns + 1);
        assert_int_equal(resumed[1], turns ? 2 : 1);
        assert_int_equal(resumed[2], turns ? 2 : 1);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_wake_resumes_the_innermost_frame_only(struct machine *machine) {
    turns_resume_only_the_leaf(machine, /* calls */ false);
}

static void a_finished_segment_goes_back_to_the_frame_that_called(struct machine *machine) {
    turns_resume_only_the_leaf(machine, /* calls */ true);
}

static void assert_unwound_once_from_the_leaf(void) {
    for (int i = 0; i < 3; i++) {
        assert_int_equal(unwound[i], 1);
        assert_int_equal(unwind_order[i], i);
    }
}

/* async int cancelled(…): spawn outer(…), let it hang, cancel it. */
struct cancelled {
    struct wok_frame header;
    struct outer cold;
    wok_task_handle task;
    struct wok_sleep sleep;
    struct wok_task_wait wait;
    int result;
};

static enum wok_step cancelled_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct cancelled *self = (struct cancelled *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        self->task = wok_spawn_future(&outer_function.future, &self->cold, sizeof self->cold);
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

static enum wok_step cancelled_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

COMPILED(cancelled);

static void cancelling_unwinds_each_frame_once(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    for (int calls = 0; calls < 2; calls++) {
        struct inner arguments = {.turns = 3, .hangs = true};
        struct cancelled cold = COLD(cancelled, .cold = outer_of(arguments, calls));
        int status = 1;
        forget();
        run(runtime, &cancelled_function.future, &cold, &status);
        assert_int_equal(status, -ECANCELED);
        assert_unwound_once_from_the_leaf();
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void a_frame_that_fails_unwinds_what_awaits_it(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    for (int round = 0; round < 4; round++) {
        struct inner arguments = {.turns = round / 2, .fails = true};
        struct outer cold = outer_of(arguments, round % 2);
        int result = 77;
        forget();
        assert_int_equal(
            wok_runtime_run_future(runtime, &outer_function.future, &cold, sizeof cold, &result),
            -ECANCELED);
        assert_int_equal(result, 77);
        assert_unwound_once_from_the_leaf();
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* async uint64_t down(uint64_t n): n ? 1 + await down(n - 1) : (await wok_yield(), 0), in line. */
struct down {
    struct wok_frame header;
    uint64_t n;
    struct wok_frame *callee;
    struct wok_yield yield;
    uint64_t result;
};

static const struct wok_function down_table;
static uint64_t downs_resumed, downs_unwound, stack_bytes;
static char *stack_top;

static void note_stack(void) {
    char here;
    char *volatile address = &here;
    uint64_t bytes = address < stack_top ? (uint64_t)(stack_top - address) : 0;
    if (bytes > stack_bytes)
        stack_bytes = bytes;
}

static enum wok_step down_begin(struct down *self, struct wok_context *cx) {
    self->callee = wok_call_push(cx, &self->header, &down_table);
    if (!self->callee)
        return WOK_STEP_CANCEL;
    ((struct down *)self->callee)->n = self->n - 1;
    return wok_call_enter(cx, self->callee);
}

static enum wok_step down_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct down *self = (struct down *)frame;
    downs_resumed++;
    note_stack();
    if (frame->state == WOK_UNRESUMED && self->n) {
        enum wok_step step = down_begin(self, cx);
        if (step != WOK_STEP_READY) {
            frame->state = 1;
            return step;
        }
    }
    if (self->n == 0) {
        if (frame->state == WOK_UNRESUMED)
            wok_yield_init(&self->yield);
        if (wok_yield_poll(&self->yield, cx) == WOK_PENDING)
            return leave(frame, cx, 2, WOK_STEP_PENDING);
        FINISH(self, 0);
    }
    uint64_t below = ((struct down *)self->callee)->result;
    wok_call_pop(cx, self->callee);
    FINISH(self, below + 1);
}

static enum wok_step down_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct down *self = (struct down *)frame;
    downs_unwound++;
    if (self->n)
        wok_call_end(cx, self->callee);
    return WOK_STEP_READY;
}

static const struct wok_function down_table = {
    .future = {.abi = WOK_ABI,
               .flags = WOK_FUTURE_COMPILED,
               .name = "down",
               .size = sizeof(struct down),
               .align = _Alignof(struct down),
               .result_offset = offsetof(struct down, result),
               .result_size = sizeof(uint64_t),
               .poll = wok_frame_poll,
               .cancel = wok_frame_cancel},
    .resume = down_resume,
    .unwind = down_unwind,
};

static void calls_in_line_use_a_bounded_c_stack(struct machine *machine) {
    enum { DEEP = 1000000 };
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    char here;
    stack_top = &here;
    for (uint64_t n = 1; n <= DEEP; n *= 1000) {
        struct down cold = {.header = {.function = &down_table}, .n = n};
        uint64_t result = 0;
        downs_resumed = stack_bytes = 0;
        run(runtime, &down_table.future, &cold, &result);
        assert_int_equal(result, n);
        assert_int_equal(downs_resumed, 2 * n + 2);
        assert_true(stack_bytes < 256 * 1024);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void no_memory_for_a_call_in_line_fails_the_task(struct machine *machine) {
    enum { DEEP = 20000 };
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct down cold = {.header = {.function = &down_table}, .n = DEEP};
    uint64_t result = 0;
    downs_unwound = 0;
    wok__faults_plan(&machine->faults, WOK__CALL_PAGES_MAP, 2, -ENOMEM, /* for_ever */ true);
    assert_int_equal(
        wok_runtime_run_future(runtime, &down_table.future, &cold, sizeof cold, &result), -ENOMEM);
    wok__faults_clear(&machine->faults);
    assert_true(downs_unwound > 0 && downs_unwound <= DEEP);
    run(runtime, &down_table.future, &cold, &result);
    assert_int_equal(result, DEEP);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

ON_BOTH(a_wake_resumes_the_innermost_frame_only)
ON_BOTH(a_finished_segment_goes_back_to_the_frame_that_called)
ON_BOTH(cancelling_unwinds_each_frame_once)
ON_BOTH(a_frame_that_fails_unwinds_what_awaits_it)
ON_BOTH(calls_in_line_use_a_bounded_c_stack)
ON_BOTH(no_memory_for_a_call_in_line_fails_the_task)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(a_wake_resumes_the_innermost_frame_only),
        BOTH_UNIT_TESTS(a_finished_segment_goes_back_to_the_frame_that_called),
        BOTH_UNIT_TESTS(cancelling_unwinds_each_frame_once),
        BOTH_UNIT_TESTS(a_frame_that_fails_unwinds_what_awaits_it),
        BOTH_UNIT_TESTS(calls_in_line_use_a_bounded_c_stack),
        BOTH_UNIT_TESTS(no_memory_for_a_call_in_line_fails_the_task),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
