/*
 * ending.c: stand-ins, and the end of a runtime. Goal: a worker that comes out of a long poll and the
 * one that stands in for it lose nothing between them; a runtime goes when nobody is in the middle of
 * anything that touches it. Method: stand_in.c and shutdown.c as they are, on the explorer's threads;
 * the runtime is memory that the model frees, so that who comes late is found.
 */
#include <string.h>

#include "instance/instance.h"
#include "models/kernel.h"
#include "models/models.h"
#include "models/world.h"
#include "scheduler/monitor.h"
#include "scheduler/report.h"
#include "scheduler/stand_in.h"

static struct wok_runtime *runtime;
static struct wok_waker waker;
static bool was_ready; /* plain */

/* What a runtime has that is not modelled. */

void wok__monitor_stop(struct wok_runtime *stopped) {
    (void)stopped;
}
void wok__report_tasks(struct wok_runtime *reported, uint32_t limit) {
    (void)reported, (void)limit;
    model_fail("the time of the shutdown is over");
}
void wok__runtimes_remove(struct wok_runtime *removed) {
    (void)removed;
}
void wok__runtime_free(struct wok_runtime *freed) {
    for (uint32_t i = 0; i < freed->worker_count; i++)
        wok__worker_finish(&freed->workers[i]);
    model_free(freed->workers);
    model_free(freed);
}

static int create_thread(struct wok__system *system, struct wok__thread *thread, const char *name,
                         void (*run)(void *argument), void *argument) {
    (void)system, (void)name;
    thread->handle = (uint64_t)model_spawn(run, argument);
    return 0;
}
static int join_thread(struct wok__system *system, struct wok__thread *thread) {
    (void)system;
    model_join((int)thread->handle);
    return 0;
}

static void begin(unsigned count) {
    world_begin();
    kernel_begin();
    world_system.thread_create = create_thread;
    world_system.thread_join = join_thread;
    world_system.blocking = (wok__atomic_pointer)WOK__ATOMIC(NULL);
    world_system.blocking_users = (wok__atomic_u32)WOK__ATOMIC(1);
    world_runtime.host.submit = wok__scheduler_submit;
    world_runtime.host.submit_behind = wok__scheduler_submit_behind;
    world_runtime.host.submit_list = wok__scheduler_submit_list;
    world_runtime.host.heap = wok__scheduler_heap;
    world_runtime.shutdown_ns = WOK_S;
    wok__inboxes_init(&world_runtime.inboxes, count);
    runtime = model_allocate(sizeof *runtime, WOK__CACHE_LINE);
    memcpy(runtime, &world_runtime, sizeof *runtime);
    runtime->worker_count = count;
    runtime->workers = model_allocate(count * sizeof *runtime->workers, WOK__CACHE_LINE);
    for (unsigned i = 0; i < count; i++) {
        wok__worker_init(&runtime->workers[i], runtime, i, /* seat */ true);
        runtime->workers[i].alone = count == 1;
    }
    model_name(&runtime->starting, 4, "starting");
    model_name(&runtime->phase, 4, "phase");
    model_name(&runtime->stand_in_count, 4, "stand_in_count");
    was_ready = false;
    world_keep_blocks();
}

/* A task of this runtime that is ready at once, or when it has been woken. */

struct body {
    bool waits;
    char polls;
};
static bool was_begun; /* the world's */
MODEL_WORLD static bool has_begun(void *unused) {
    (void)unused;
    return was_begun;
}
MODEL_WORLD static void note_begun(void) {
    model_kernel();
    was_begun = true;
}

static enum wok_poll body_poll(void *self, struct wok_context *cx) {
    struct body *body = self;
    (void)cx;
    if (body->waits && ++body->polls == 1) {
        note_begun();
        return WOK_PENDING;
    }
    was_ready = true;
    return WOK_READY;
}
static enum wok_poll body_cancel(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}
static const struct wok_future_type body_type = {.flags = WOK_FUTURE_LEAF,
                                                 .name = "body",
                                                 .size = 16,
                                                 .align = 16,
                                                 .poll = body_poll,
                                                 .cancel = body_cancel};

/*
 * As wok_spawn does it on a plain thread, but that the handle is let go in the middle of it: nobody may
 * have the last reference when the runtime goes. With a waker the handle is kept: that is not the last.
 * NULL: too late.
 */
static struct wok_task *spawn_from_outside(bool waits, bool with_waker) {
    char cold[16] = {(char)waits};
    struct wok_task *task = NULL;
    if (wok__runtime_enter(runtime, /* worker */ NULL))
        task = world_adopt(
            wok__runtime_make_task(runtime, &body_type, cold, sizeof cold, /* flags */ 0));
    if (task) {
        if (with_waker)
            waker = world_waker(task);
        wok__fetch_add_relaxed(&runtime->plain_spawns, 1);
        wok__scheduler_start(runtime, /* worker */ NULL, task);
        if (!with_waker)
            wok_task_detach(task);
    }
    wok__runtime_leave(runtime, /* worker */ NULL);
    return task;
}

/*
 * ---- shutdown ----
 *
 * Nobody may use a runtime that goes. But who has been told, by the task itself, that it may go does not
 * know of the thread that has spawned or woken that task and is not out of there yet.
 */

MODEL_WORLD static bool is_ready(void *unused) {
    (void)unused;
    return was_ready;
}
static void seat(void *worker) {
    wok__worker_run(worker, wok__runtime_stopped, runtime, WOK__FOREVER);
}
static void start_worker(void) {
    runtime->workers[0].has_thread = true;
    runtime->workers[0].thread.handle = (uint64_t)model_spawn(seat, &runtime->workers[0]);
}
static void destroy(void) {
    model_assert(wok_runtime_destroy(runtime) == 0);
    world_free_blocks();
}

static void spawn_late(void *unused) {
    (void)unused;
    spawn_from_outside(/* waits */ false, /* with_waker */ false);
}
static void spawned_beside_the_end(void) {
    begin(1);
    start_worker();
    int t = model_spawn(spawn_late, NULL);
    model_wait_until(is_ready, NULL);
    destroy();
    model_join(t);
}

static void wake_late(void *unused) {
    (void)unused;
    wok_waker_wake(&waker);
}
static void woken_beside_the_end(void) {
    begin(1);
    was_begun = false;
    spawn_from_outside(/* waits */ true, /* with_waker */ true);
    start_worker();
    model_wait_until(has_begun, NULL);
    int t = model_spawn(wake_late, NULL);
    model_wait_until(is_ready, NULL);
    destroy();
    model_join(t);
}

/* Who destroys sees by counters alone that all is over, or cancels what has not run yet. */
static void ends_on_other_threads(void) {
    begin(1);
    spawn_from_outside(/* waits */ false, /* with_waker */ false);
    start_worker();
    destroy();
}

/* A task that spawns another and ends: at no moment are there no tasks. */
static int children; /* the world's */
MODEL_WORLD static void count_child(int change) {
    children += change;
}
static enum wok_poll child_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    count_child(-1);
    return WOK_READY;
}
static const struct wok_future_type child_type = {.flags = WOK_FUTURE_LEAF,
                                                  .name = "child",
                                                  .size = 16,
                                                  .align = 16,
                                                  .poll = child_poll,
                                                  .cancel = child_poll};
static enum wok_poll parent_poll(void *self, struct wok_context *cx) {
    char cold[16] = {0};
    struct wok__worker *worker = wok__current.worker;
    (void)self, (void)cx;
    if (!wok__runtime_enter(runtime, worker))
        return WOK_READY;
    struct wok_task *task =
        world_adopt(wok__runtime_make_task(runtime, &child_type, cold, sizeof cold, /* flags */ 0));
    count_child(1);
    wok__count(&worker->counts.spawns);
    wok__scheduler_start(runtime, worker, task);
    wok__runtime_leave(runtime, worker);
    wok_task_detach(task);
    return WOK_READY;
}
static const struct wok_future_type parent_type = {.flags = WOK_FUTURE_LEAF,
                                                   .name = "parent",
                                                   .size = 16,
                                                   .align = 16,
                                                   .poll = parent_poll,
                                                   .cancel = body_cancel};
static void spawned_by_a_task_beside_the_end(void) {
    char cold[16] = {0};
    begin(1);
    count_child(-children);
    struct wok_task *task = world_adopt(
        wok__runtime_make_task(runtime, &parent_type, cold, sizeof cold, /* flags */ 0));
    wok__fetch_add_relaxed(&runtime->plain_spawns, 1);
    wok__scheduler_start(runtime, /* worker */ NULL, task);
    wok_task_detach(task);
    start_worker();
    destroy();
    model_assert(children == 0);
}

/* A task that asks whether the end has come: what was done before is seen. */
static int told; /* plain */
static enum wok_poll asking_poll(void *self, struct wok_context *cx) {
    struct wok_runtime_closing *closing = self;
    if (wok_runtime_closing_poll(closing, cx) == WOK_READY)
        model_assert(told == 1);
    else
        wok_runtime_closing_cancel(closing, cx);
    return WOK_READY;
}
static const struct wok_future_type asking_type = {.flags = WOK_FUTURE_LEAF,
                                                   .name = "asking",
                                                   .size = sizeof(struct wok_runtime_closing),
                                                   .align = 16,
                                                   .poll = asking_poll,
                                                   .cancel = body_cancel};
static void asked_beside_the_end(void) {
    struct wok_runtime_closing cold;
    begin(1);
    told = 0;
    wok_runtime_closing_init(&cold);
    struct wok_task *task = world_adopt(
        wok__runtime_make_task(runtime, &asking_type, &cold, sizeof cold, /* flags */ 0));
    wok__fetch_add_relaxed(&runtime->plain_spawns, 1);
    wok__scheduler_start(runtime, /* worker */ NULL, task);
    wok_task_detach(task);
    start_worker();
    told = 1;
    destroy();
}

static wok__atomic_u32 blocker_is_told;
static enum wok_poll telling_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    wok__store_relaxed(&blocker_is_told, 1);
    return WOK_READY;
}
static const struct wok_future_type telling_type = {
    .flags = WOK_FUTURE_LEAF, .name = "telling", .size = 16, .align = 16, .poll = telling_poll};
static void block_on_late(void *unused) {
    char cold[16] = {0};
    (void)unused;
    wok_runtime_block_on_future(runtime, &telling_type, cold, sizeof cold, NULL);
}
static void block_on_beside_the_end(void) {
    begin(1);
    start_worker();
    blocker_is_told = (wok__atomic_u32)WOK__ATOMIC(0);
    int t = model_spawn(block_on_late, NULL);
    while (!wok__load_relaxed(&blocker_is_told))
        wok__spin_pause();
    destroy();
    model_join(t);
}

/* ---- stand-ins ---- */

static bool may_go_on; /* the world's: what the long poll waits for */

MODEL_WORLD static bool goes_on(void *unused) {
    (void)unused;
    return may_go_on;
}
MODEL_WORLD static void let_it_go_on(void) {
    model_kernel();
    may_go_on = true;
}
static wok__atomic_u32 in_polls;
static enum wok_poll long_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    wok__fetch_add_relaxed(&in_polls, 1);
    model_wait_until(goes_on, NULL);
    return WOK_READY;
}
static const struct wok_future_type long_type = {
    .flags = WOK_FUTURE_LEAF, .name = "long", .size = 16, .align = 16, .poll = long_poll};
static enum wok_poll short_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    let_it_go_on();
    return WOK_READY;
}
static const struct wok_future_type short_type = {
    .flags = WOK_FUTURE_LEAF, .name = "short", .size = 16, .align = 16, .poll = short_poll};

static void add(const struct wok_future_type *type) {
    char cold[16] = {0};
    struct wok_task *task = world_adopt(wok__task_create(runtime, type, cold, sizeof cold, 0));
    wok__scheduler_start(runtime, /* worker */ NULL, task);
}

MODEL_WORLD static void begin_long(void) {
    may_go_on = false;
    in_polls = (wok__atomic_u32)WOK__ATOMIC(0);
}

static void end_stand_ins(int worker_thread) {
    wok__store_release(&runtime->phase, WOK__RUNTIME_STOPPED);
    wok__scheduler_wake_all(runtime);
    model_join(worker_thread);
    wok__stand_ins_join(runtime);
    wok__stand_ins_free(runtime);
    wok__runtime_free(runtime);
    world_free_blocks();
}

MODEL_WORLD static bool is_over(void *unused) {
    (void)unused;
    return world_all_finished();
}
MODEL_WORLD static bool stand_in_is_idle(void *unused) {
    (void)unused;
    const struct wok__worker *made = runtime->stand_ins[0].only_through_atomic_h;
    return world_all_finished() && made->standing.only_through_atomic_h == WOK__STANDING_IDLE;
}
static void wait_for_long_polls(uint32_t count) {
    while (wok__load_relaxed(&in_polls) < count)
        wok__spin_pause();
}

/* The other task is run by the one who stands in; then the worker goes on. */
static void stands_in(void) {
    begin(1);
    runtime->workers[0].alone = false;
    begin_long();
    add(&long_type);
    int t = model_spawn(seat, &runtime->workers[0]);
    wait_for_long_polls(1);
    add(&short_type);
    model_assert(wok__stand_in_call(runtime, &runtime->workers[0]) == 0);
    model_wait_until(is_over, NULL);
    end_stand_ins(t);
}

/* The one who stands in is stuck as well. */
static void stands_in_for_a_stand_in(void) {
    begin(1);
    runtime->workers[0].alone = false;
    begin_long();
    add(&long_type);
    int t = model_spawn(seat, &runtime->workers[0]);
    wait_for_long_polls(1);
    add(&long_type);
    model_assert(wok__stand_in_call(runtime, &runtime->workers[0]) == 0);
    wait_for_long_polls(2);
    add(&short_type);
    model_assert(wok__stand_in_call(runtime, wok__runtime_worker(runtime, 1)) == 0);
    model_wait_until(is_over, NULL);
    end_stand_ins(t);
}

/* The same one is called again, to another seat. */
static void stands_in_twice(void) {
    begin(2);
    begin_long();
    add(&long_type);
    int t = model_spawn(seat, &runtime->workers[0]);
    wait_for_long_polls(1);
    add(&short_type);
    model_assert(wok__stand_in_call(runtime, &runtime->workers[0]) == 0);
    model_wait_until(stand_in_is_idle, NULL);
    model_assert(wok__stand_in_call(runtime, &runtime->workers[1]) == 0);
    wok__stand_in_dismiss(&runtime->workers[1]);
    end_stand_ins(t);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "ending/" title,                       \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(spawned_beside_the_end, "a spawn beside the end", 2);
MODEL(woken_beside_the_end, "a wake beside the end", 2);
MODEL(ends_on_other_threads, "the end, with workers on threads of their own", 2);
MODEL(spawned_by_a_task_beside_the_end, "a task spawns another beside the end", 2);
MODEL(asked_beside_the_end, "a task asks whether the end has come", 2);
MODEL(block_on_beside_the_end, "block_on beside the end", 2);
MODEL(stands_in, "somebody stands in", 2);
MODEL(stands_in_for_a_stand_in, "somebody stands in for a stand-in", 1);
MODEL(stands_in_twice, "somebody stands in twice", 1);

const struct model *const ending_models[] = {
    &spawned_beside_the_end_model,
    &woken_beside_the_end_model,
    &ends_on_other_threads_model,
    &spawned_by_a_task_beside_the_end_model,
    &asked_beside_the_end_model,
    &block_on_beside_the_end_model,
    &stands_in_model,
    &stands_in_for_a_stand_in_model,
    &stands_in_twice_model,
    NULL,
};
