/*
 * task.c: the word of a task (runtime/task/state.h, task.c, wait.c). Goal: no wake-up is lost, no
 * poll overlaps another, everything that was written before a wake is seen by a poll after it, the
 * result is seen by who joins, and the task is freed exactly once. Method: workers run one task that
 * needs so many events; wakers bring them; owners of the handle join, cancel or let go.
 */
#include "models/models.h"
#include "models/world.h"

static struct wok_waker wakers[4];
static struct wok_task *subject;

static void bring_event(void *argument) {
    struct wok_waker *waker = argument;
    world_event();
    wok_waker_wake(waker);
}

static void bring_event_by_ref(void *argument) {
    struct wok_waker *waker = argument;
    world_event();
    wok_waker_wake_by_ref(waker);
    wok_waker_drop(waker);
}

static void begin(unsigned event_count, uint32_t flags, unsigned waker_count) {
    world_begin();
    subject = world_task(event_count, flags);
    for (unsigned i = 0; i < waker_count; i++)
        wakers[i] = world_waker(subject);
    wok__task_after_wake(subject, WOK__WAKE_SUBMIT);
}

static void with_workers(unsigned worker_count, void (*first)(void *), void (*second)(void *)) {
    int threads[4];
    unsigned count = 0;
    for (unsigned i = 1; i < worker_count; i++)
        threads[count++] = model_spawn(world_run, NULL);
    threads[count++] = model_spawn(first, &wakers[0]);
    if (second)
        threads[count++] = model_spawn(second, &wakers[1]);
    world_run(NULL);
    for (unsigned i = 0; i < count; i++)
        model_join(threads[i]);
}

static void one_worker_one_waker(void) {
    begin(1, 0, 1);
    with_workers(1, bring_event, NULL);
}

static void one_worker_two_wakers(void) {
    begin(2, 0, 2);
    with_workers(1, bring_event, bring_event);
}

static void two_workers_one_waker(void) {
    begin(1, 0, 1);
    with_workers(2, bring_event, NULL);
}

static void two_workers_two_wakers(void) {
    begin(2, 0, 2);
    with_workers(2, bring_event, bring_event);
}

static void wake_by_ref(void) {
    begin(2, 0, 2);
    with_workers(1, bring_event_by_ref, bring_event);
}

/* A waker that comes late, or wakes for nothing, does no harm. */
static void spurious_waker(void *argument) {
    wok_waker_wake(argument);
}
static void spurious(void) {
    begin(1, 0, 2);
    with_workers(2, bring_event, spurious_waker);
}

static void drop_waker(void *argument) {
    wok_waker_drop(argument);
}
static void waker_dropped(void) {
    begin(1, 0, 2);
    with_workers(1, bring_event, drop_waker);
}

/* The handle */

static void detach(void *unused) {
    (void)unused;
    wok_task_detach(subject);
}
static void handle_dropped(void) {
    begin(0, WOK__TASK_HANDLE, 0);
    with_workers(1, detach, NULL);
}
static void handle_dropped_and_woken(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(1, bring_event, detach);
}

/* As a task does it: poll, and wait to be woken. */
static void join_with(struct wok_task_wait *wait, unsigned flag) {
    struct wok_waker waker = world_flag_waker(flag);
    struct wok_context cx = {.size = sizeof cx, .waker = &waker};
    while (wok_task_wait_poll(wait, &cx) == WOK_PENDING)
        world_wait_for_wake(flag);
}
static void join(void *unused) {
    (void)unused;
    struct wok_task_wait wait;
    wok_task_wait_init(&wait, subject);
    join_with(&wait, 0);
    model_assert(wait.status == 0);
    model_assert(*(const int32_t *)wok_task_wait_result(&wait) == 42);
    wok_task_wait_end(&wait);
}
static void joined(void) {
    begin(0, WOK__TASK_HANDLE, 0);
    with_workers(1, join, NULL);
}
static void joined_and_woken(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(1, bring_event, join);
}
static void joined_two_workers(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(2, bring_event, join);
}

/* The joiner is polled with another waker, as a task is that moved into another future. */
static void join_again(void *unused) {
    (void)unused;
    struct wok_task_wait wait;
    struct wok_waker first = world_flag_waker(1);
    struct wok_context cx = {.size = sizeof cx, .waker = &first};
    wok_task_wait_init(&wait, subject);
    if (wok_task_wait_poll(&wait, &cx) == WOK_PENDING)
        join_with(&wait, 0);
    model_assert(*(const int32_t *)wok_task_wait_result(&wait) == 42);
    wok_task_wait_end(&wait);
}
static void joined_with_two_wakers(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(1, bring_event, join_again);
}

static void give_up_join(void *unused) {
    (void)unused;
    struct wok_task_wait wait;
    struct wok_waker waker = world_flag_waker(0);
    struct wok_context cx = {.size = sizeof cx, .waker = &waker};
    wok_task_wait_init(&wait, subject);
    if (wok_task_wait_poll(&wait, &cx) == WOK_PENDING)
        model_assert(wok_task_wait_cancel(&wait, &cx) == WOK_READY);
    wok_task_wait_end(&wait);
}
static void join_given_up(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(1, bring_event, give_up_join);
}

/* Cancelling */

static void cancel_and_join(void *unused) {
    (void)unused;
    struct wok_task_wait wait;
    world_before_cancel = 1; /* plain: cancelling publishes it to the run that cancels */
    wok_task_cancel_init(&wait, subject);
    join_with(&wait, 0);
    int32_t result = *(const int32_t *)wok_task_wait_result(&wait);
    model_assert(wait.status == 0 ? result == 42 : wait.status == -125 && result == -1);
    model_outcome(wait.status != 0);
    wok_task_wait_end(&wait);
}
static void cancelled(void) {
    begin(1, WOK__TASK_HANDLE, 0);
    with_workers(1, cancel_and_join, NULL);
}
static void cancelled_and_woken(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(1, bring_event, cancel_and_join);
}
static void cancelled_two_workers(void) {
    begin(1, WOK__TASK_HANDLE, 1);
    with_workers(2, bring_event, cancel_and_join);
}

/* One task joins another: the waker that the finishing task wakes is a task's. */

static struct wok_task *inner;

struct joiner {
    struct wok_task_wait wait;
    int32_t result;
};
static enum wok_poll joiner_poll(void *self, struct wok_context *cx) {
    struct joiner *joiner = self;
    if (wok_task_wait_poll(&joiner->wait, cx) == WOK_PENDING)
        return WOK_PENDING;
    joiner->result = *(const int32_t *)wok_task_wait_result(&joiner->wait);
    model_assert(joiner->result == 42);
    wok_task_wait_end(&joiner->wait);
    return WOK_READY;
}
static const struct wok_future_type joiner_type = {
    .flags = WOK_FUTURE_LEAF,
    .name = "joiner",
    .size = sizeof(struct joiner),
    .align = 16,
    .poll = joiner_poll,
};
static void task_joins_task(void) {
    world_begin();
    inner = world_task(1, WOK__TASK_HANDLE);
    wakers[0] = world_waker(inner);
    struct joiner cold = {.result = 0};
    wok_task_wait_init(&cold.wait, inner);
    struct wok_task *outer =
        world_adopt(wok__task_create(&world_runtime, &joiner_type, &cold, sizeof cold, 0));
    wok__task_after_wake(inner, WOK__WAKE_SUBMIT);
    wok__task_after_wake(outer, WOK__WAKE_SUBMIT);
    with_workers(2, bring_event, NULL);
}

/* A task that asks for another turn while it is woken: it is the yield that publishes its state. */

static enum wok_poll yielder_poll(void *self, struct wok_context *cx) {
    uint32_t *polls = self;
    (void)cx;
    world_yield_this_poll(*polls == 0);
    return ++*polls > 1 && world_events_seen() > 0 ? WOK_READY : WOK_PENDING;
}
static const struct wok_future_type yielder_type = {
    .flags = WOK_FUTURE_LEAF, .name = "yielder", .size = 16, .align = 16, .poll = yielder_poll};
static void yields(void) {
    char cold[16] = {0};
    world_begin();
    subject = world_adopt(wok__task_create(&world_runtime, &yielder_type, cold, sizeof cold, 0));
    wakers[0] = world_waker(subject);
    wok__task_after_wake(subject, WOK__WAKE_SUBMIT);
    with_workers(2, bring_event, NULL);
}

#define MODEL(identifier, title, preemptions, more)                                                \
    static const struct model identifier##_model = {                                               \
        .name = "task/" title, .run = identifier, .bound = preemptions, .flags = more}
MODEL(one_worker_one_waker, "one worker, one waker", 3, MODEL_EXHAUSTIVE);
MODEL(one_worker_two_wakers, "one worker, two wakers", 3, 0);
MODEL(two_workers_one_waker, "two workers, one waker", 3, 0);
MODEL(two_workers_two_wakers, "two workers, two wakers", 2, 0);
MODEL(wake_by_ref, "a wake by reference", 3, 0);
MODEL(spurious, "a wake for nothing", 2, 0);
MODEL(waker_dropped, "a waker is dropped", 3, 0);
MODEL(handle_dropped, "the handle is dropped", 3, MODEL_EXHAUSTIVE);
MODEL(handle_dropped_and_woken, "the handle is dropped, and a wake", 3, 0);
MODEL(joined, "joined", 3, MODEL_EXHAUSTIVE);
MODEL(joined_and_woken, "joined, and a wake", 3, 0);
MODEL(joined_two_workers, "joined, two workers", 2, 0);
MODEL(joined_with_two_wakers, "joined with one waker, then another", 3, 0);
MODEL(join_given_up, "a join is given up", 3, 0);
MODEL(cancelled, "cancelled", 3, 0);
MODEL(cancelled_and_woken, "cancelled, and a wake", 3, 0);
MODEL(cancelled_two_workers, "cancelled, two workers", 2, 0);
MODEL(yields, "yields, and a wake", 3, 0);
MODEL(task_joins_task, "a task joins a task", 2, 0);

const struct model *const task_models[] = {
    &one_worker_one_waker_model,
    &one_worker_two_wakers_model,
    &two_workers_one_waker_model,
    &two_workers_two_wakers_model,
    &wake_by_ref_model,
    &spurious_model,
    &waker_dropped_model,
    &handle_dropped_model,
    &handle_dropped_and_woken_model,
    &joined_model,
    &joined_and_woken_model,
    &joined_two_workers_model,
    &joined_with_two_wakers_model,
    &join_given_up_model,
    &cancelled_model,
    &cancelled_and_woken_model,
    &cancelled_two_workers_model,
    &task_joins_task_model,
    &yields_model,
    NULL,
};
