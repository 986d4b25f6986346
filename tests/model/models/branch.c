/*
 * branch.c: the ready bits of a task's branches (runtime/task/branch.c, state.h). Goal: a branch that
 * is woken is polled after the wake and sees what was written before it; one that is not woken is not
 * polled again; a wake that comes after the end does no harm. Method: a task is a join of two branches,
 * written by hand in the shape of the fast back end, each of which waits for an event of its own.
 */
#include "task/branch.h"
#include "models/models.h"
#include "models/world.h"
#include "task/strand.h"

enum { BRANCHES = 2 };

/* Relaxed: it is the wake that has to publish. */
static wok__atomic_u32 happened[BRANCHES];
static struct wok_waker wakers[BRANCHES + 1];
static struct wok_task *subject;
static wok__atomic_u32 wakes[BRANCHES], polls[BRANCHES];

struct both {
    struct wok_frame header;
    struct {
        struct wok_strand strand;
        struct wok_frame frame;
    } branches[BRANCHES];
};

static const uint32_t offsets[BRANCHES] = {
    offsetof(struct both, branches[0].frame),
    offsetof(struct both, branches[1].frame),
};

static enum wok_step wait_for(struct wok_frame *frame, struct wok_context *cx, unsigned which) {
    wok__fetch_add_relaxed(&polls[which], 1);
    model_assert(wok__load_relaxed(&polls[which]) <= 1 + wok__load_relaxed(&wakes[which]));
    cx->strand->leaf = frame;
    if (!wok__load_relaxed(&happened[which]))
        return WOK_STEP_PENDING;
    frame->state = WOK_FINISHED;
    return WOK_STEP_READY;
}

static enum wok_step wait_for_first(struct wok_frame *frame, struct wok_context *cx) {
    return wait_for(frame, cx, 0);
}

static enum wok_step wait_for_second(struct wok_frame *frame, struct wok_context *cx) {
    return wait_for(frame, cx, 1);
}

static enum wok_step unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

static const struct wok_function branch_functions[BRANCHES] = {
    {.future = {.name = "first"}, .resume = wait_for_first, .unwind = unwind},
    {.future = {.name = "second"}, .resume = wait_for_second, .unwind = unwind},
};

static enum wok_step both_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct both *self = (struct both *)frame;
    for (unsigned i = 0; i < BRANCHES && frame->state == WOK_UNRESUMED; i++) {
        self->branches[i].strand = (struct wok_strand){0};
        wok_frame_begin(&self->branches[i].frame, &branch_functions[i], 0);
    }
    frame->state = 1;
    cx->strand->leaf = frame;
    if (wok_join_poll(self, offsets, BRANCHES, cx) == WOK_PENDING)
        return WOK_STEP_PENDING;
    frame->state = WOK_FINISHED;
    return WOK_STEP_READY;
}

static enum wok_step both_unwind(struct wok_frame *frame, struct wok_context *cx) {
    if (frame->state == 1 && wok_branches_cancel(frame, offsets, BRANCHES, cx) == WOK_PENDING)
        return WOK_STEP_PENDING;
    return WOK_STEP_READY;
}

static const struct wok_function both_function = {
    .future = {.flags = WOK_FUTURE_COMPILED,
               .name = "both",
               .size = sizeof(struct both),
               .align = 16,
               .poll = wok_frame_poll,
               .cancel = wok_frame_cancel},
    .resume = both_resume,
    .unwind = both_unwind,
};

/* As a leaf in the branch would have left it: see wok__turn_begin, of two branches. */
static struct wok_waker branch_waker(unsigned which) {
    struct wok_waker waker = {.data = subject,
                              .type = &wok__task_waker_types[1 + which * WOK__TASK_READY_BITS / 2]};
    return wok_waker_clone(&waker);
}

static void begin(uint32_t flags) {
    struct both cold = {.header = {.function = &both_function}};
    world_begin();
    for (unsigned i = 0; i < BRANCHES; i++) {
        wok__store_relaxed(&happened[i], 0);
        wok__store_relaxed(&wakes[i], 0);
        wok__store_relaxed(&polls[i], 0);
    }
    subject = world_adopt(
        wok__task_create(&world_runtime, &both_function.future, &cold, sizeof cold, flags));
    for (unsigned i = 0; i <= BRANCHES; i++)
        wakers[i] = branch_waker(i % BRANCHES);
    wok__task_after_wake(subject, WOK__WAKE_SUBMIT);
}

static void happen(unsigned which) {
    wok__fetch_add_relaxed(&wakes[which], 1);
    wok__store_relaxed(&happened[which], 1);
}

static void first_happens(void *unused) {
    (void)unused;
    happen(0);
    wok_waker_wake(&wakers[0]);
}

static void second_happens(void *unused) {
    (void)unused;
    happen(1);
    wok_waker_wake_by_ref(&wakers[1]);
    wok_waker_drop(&wakers[1]);
}

static void with_threads(unsigned worker_count, void (*first)(void *), void (*second)(void *)) {
    int threads[3];
    unsigned count = 0;
    for (unsigned i = 1; i < worker_count; i++)
        threads[count++] = model_spawn(world_run, NULL);
    threads[count++] = model_spawn(first, NULL);
    threads[count++] = model_spawn(second, NULL);
    world_run(NULL);
    for (unsigned i = 0; i < count; i++)
        model_join(threads[i]);
}

static void each_is_woken(void) {
    begin(0);
    wok_waker_drop(&wakers[2]);
    with_threads(1, first_happens, second_happens);
}

static void two_workers(void) {
    begin(0);
    wok_waker_drop(&wakers[2]);
    with_threads(2, first_happens, second_happens);
}

/* The third waker is the first branch's too, and may come when that, or all, has ended. */
static void both_happen(void *unused) {
    first_happens(unused);
    second_happens(unused);
}

static void late(void *unused) {
    (void)unused;
    wok__fetch_add_relaxed(&wakes[0], 1);
    wok_waker_wake(&wakers[2]);
}

static void woken_late(void) {
    begin(0);
    with_threads(1, both_happen, late);
}

/* The run that cancels takes the bits and has no use for them. */
static void cancel(void *unused) {
    (void)unused;
    wok__task_after_wake(subject, wok__state_cancel(&subject->word));
    wok_task_detach(subject);
    wok_waker_drop(&wakers[2]);
}

static void cancelled(void) {
    begin(WOK__TASK_HANDLE);
    with_threads(1, both_happen, cancel);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {                                               \
        .name = "branch/" title, .run = identifier, .bound = preemptions}
MODEL(each_is_woken, "each is woken", 3);
MODEL(two_workers, "two workers", 2);
MODEL(woken_late, "woken late", 3);
MODEL(cancelled, "cancelled", 2);

const struct model *const branch_models[] = {
    &each_is_woken_model, &two_workers_model, &woken_late_model, &cancelled_model, NULL,
};
