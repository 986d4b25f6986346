/*
 * scheduler.c: run queue, injection queue, the workers' sleep, the slot, block_on. Goal: a task that
 * was put somewhere is run exactly once and nobody sleeps beside it, however the hands meet. Method:
 * the queues alone, with plain data in the tasks; then whole workers (worker.c) on a small kernel.
 */
#include <string.h>

#include "instance/instance.h"
#include "models/kernel.h"
#include "models/models.h"
#include "models/world.h"

/* The queues alone. `link` is the plain data that the queue has to publish. */

enum { TASKS = 8 };
static struct wok_task tasks[TASKS];
static bool taken[TASKS];
static struct wok__queue queue;

static void begin_queue(void) {
    world_begin();
    memset(&queue, 0, sizeof queue);
    memset(tasks, 0, sizeof tasks);
    memset(taken, 0, sizeof taken);
    model_name(&queue.head, sizeof queue.head, "head");
    model_name(&queue.tail, sizeof queue.tail, "tail");
    model_name(queue.tasks, sizeof queue.tasks, "ring");
}

static void push(unsigned which) {
    tasks[which].link = (uintptr_t)&tasks[which];
    model_assert(wok__queue_push(&queue, &tasks[which]));
}

static void take(struct wok_task *task) {
    if (!task)
        return;
    model_assert(task->link == (uintptr_t)task);
    model_assert(!taken[task - tasks]);
    taken[task - tasks] = true; /* plain: to take one twice is a race, too */
}

static void pop(void) {
    take(wok__queue_pop(&queue, /* alone */ false));
}

static void steal_some(uint32_t limit) {
    struct wok_task *stolen[4];
    uint32_t count = wok__queue_steal(&queue, stolen, limit);
    for (uint32_t i = 0; i < count; i++)
        take(stolen[i]);
}

static void thief(void *unused) {
    (void)unused;
    steal_some(4);
}
static void thief_twice(void *unused) {
    (void)unused;
    steal_some(1);
    steal_some(2);
}

static void expect_taken(unsigned count) {
    for (unsigned i = 0; i < count; i++)
        pop();
    for (unsigned i = 0; i < count; i++)
        model_assert(taken[i]);
}

static void queue_one_thief(void) {
    begin_queue();
    int t = model_spawn(thief_twice, NULL);
    push(0);
    push(1);
    pop();
    push(2);
    model_join(t);
    expect_taken(3);
}
static void queue_two_thieves(void) {
    begin_queue();
    push(0);
    push(1);
    int t = model_spawn(thief, NULL), u = model_spawn(thief, NULL);
    push(2);
    pop();
    model_join(t);
    model_join(u);
    expect_taken(3);
}

/* The ring holds 4: places are reused while a thief may still read them. */
static void queue_wraps(void) {
    begin_queue();
    for (unsigned i = 0; i < 4; i++)
        push(i);
    int t = model_spawn(thief_twice, NULL);
    pop();
    pop();
    push(4);
    push(5);
    model_join(t);
    expect_taken(6);
}
/* Places that a thief has emptied: the owner may write there because the thief has read. */
static void owner_refills(void *unused) {
    (void)unused;
    tasks[4].link = (uintptr_t)&tasks[4];
    if (!wok__queue_push(&queue, &tasks[4]))
        taken[4] = true;
}
static void queue_refilled(void) {
    begin_queue();
    for (unsigned i = 0; i < 4; i++)
        push(i);
    int t = model_spawn(thief, NULL), u = model_spawn(thief_twice, NULL);
    owner_refills(NULL);
    model_join(t);
    model_join(u);
    expect_taken(5);
}

/* Injection */

static struct wok__injection injection;

static void inject(void *argument) {
    struct wok_task *task = argument;
    wok__injection_push(&injection, task, task, 1);
}
static void take_injected_twice(void *unused) {
    (void)unused;
    for (int i = 0; i < 2; i++) {
        struct wok_task *task = NULL;
        if (wok__injection_take(&injection, &task, 1)) {
            model_assert(!taken[task - tasks]);
            taken[task - tasks] = true;
        }
    }
}
static void injection_meets(void) {
    begin_queue();
    injection = (struct wok__injection){.lock = WOK__LOCK_FREE};
    int t = model_spawn(inject, &tasks[0]);
    int u = model_spawn(take_injected_twice, NULL);
    inject(&tasks[1]);
    model_join(t);
    model_join(u);
    model_assert(wok__injection_length(&injection) == (uint32_t)(2 - taken[0] - taken[1]));
    take_injected_twice(NULL);
    model_assert(taken[0] && taken[1]);
}

/* Whole workers */

static struct wok__worker workers[2];
static struct wok_waker waker;

MODEL_WORLD static bool all_done(void *unused) {
    (void)unused;
    return world_all_finished();
}

static void begin_workers(unsigned count) {
    world_begin();
    kernel_begin();
    memset(workers, 0, sizeof workers);
    world_runtime.worker_count = count;
    world_runtime.workers = workers;
    world_runtime.host.submit = wok__scheduler_submit;
    world_runtime.host.submit_behind = wok__scheduler_submit_behind;
    world_runtime.host.submit_list = wok__scheduler_submit_list;
    wok__inboxes_init(&world_runtime.inboxes, count);
    for (unsigned i = 0; i < count; i++) {
        wok__worker_init(&workers[i], &world_runtime, i, /* seat */ true);
        workers[i].alone = count == 1;
    }
    model_name(&world_runtime.idle.searching, 4, "searching");
    model_name(&world_runtime.idle.sleeping, 4, "sleeping");
    model_name(&world_runtime.idle.lock, 4, "idle.lock");
    for (unsigned i = 0; i < world_runtime.inboxes.count; i++) {
        model_name(&world_runtime.inboxes.each[i].queue.length, 4, "inbox.length");
        model_name(&world_runtime.inboxes.each[i].queue.lock, 4, "inbox.lock");
    }
}

static void work(void *argument) {
    wok__worker_run(argument, all_done, NULL, WOK__FOREVER);
}

static void end_workers(void) {
    for (unsigned i = 0; i < world_runtime.worker_count; i++)
        wok__worker_finish(&workers[i]);
}

static void submit_one(void *argument) {
    wok__task_after_wake(argument, WOK__WAKE_SUBMIT);
}

/* One worker, and a plain thread that spawns while it goes to sleep. */
static void park_one(void) {
    begin_workers(1);
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(0, 0);
    int t = model_spawn(submit_one, task);
    work(&workers[0]);
    model_join(t);
    end_workers();
}

static void wake_from_outside(void *unused) {
    (void)unused;
    world_event();
    wok_waker_wake(&waker);
}
/* The task waits, is woken from outside: spawn and wake both meet a worker on its way to sleep. */
static void park_and_wake(void) {
    begin_workers(1);
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(1, 0);
    waker = world_waker(task);
    int t = model_spawn(wake_from_outside, NULL);
    submit_one(task);
    work(&workers[0]);
    model_join(t);
    end_workers();
}

/*
 * The first wake may pick the worker as the one that searches when it has found the task already, so
 * that there is nothing left to find; the second must not rely on its search.
 */
static struct wok_waker second_waker;
static void wake_twice_from_outside(void *unused) {
    wake_from_outside(unused);
    world_event();
    wok_waker_wake(&second_waker);
}
static void park_and_wake_twice(void) {
    begin_workers(1);
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(2, 0);
    waker = world_waker(task);
    second_waker = world_waker(task);
    int t = model_spawn(wake_twice_from_outside, NULL);
    submit_one(task);
    work(&workers[0]);
    model_join(t);
    end_workers();
}

static void two_workers(void (*outside)(void *), struct wok_task *first, struct wok_task *second) {
    world_finish_lets_go(kernel_let_go);
    int a = model_spawn(work, &workers[1]);
    int b = outside ? model_spawn(outside, second) : -1;
    submit_one(first);
    work(&workers[0]);
    model_join(a);
    if (b >= 0)
        model_join(b);
    end_workers();
}
static void park_two(void) {
    begin_workers(2);
    struct wok_task *task = world_task(0, 0);
    two_workers(NULL, task, NULL);
}
static void park_two_tasks(void) {
    begin_workers(2);
    struct wok_task *first = world_task(0, 0), *second = world_task(0, 0);
    two_workers(submit_one, first, second);
}

/* A task that runs on a worker wakes another: through the slot. */
static enum wok_poll starter_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    world_event();
    wok_waker_wake(&waker);
    return WOK_READY;
}
static const struct wok_future_type starter_type = {
    .flags = WOK_FUTURE_LEAF, .name = "starter", .size = 16, .align = 16, .poll = starter_poll};
static void begin_slot(unsigned count, struct wok_task **waits, struct wok_task **starts) {
    char cold[16] = {0};
    begin_workers(count);
    *waits = world_task(1, 0);
    waker = world_waker(*waits);
    *starts = world_adopt(wok__task_create(&world_runtime, &starter_type, cold, sizeof cold, 0));
}
static void slot_alone(void) {
    struct wok_task *waits, *starts;
    begin_slot(1, &waits, &starts);
    world_finish_lets_go(kernel_let_go);
    int t = model_spawn(submit_one, starts);
    submit_one(waits);
    work(&workers[0]);
    model_join(t);
    end_workers();
}
static void slot_two_workers(void) {
    struct wok_task *waits, *starts;
    begin_slot(2, &waits, &starts);
    two_workers(submit_one, waits, starts);
}

/* A task that only this worker may run is woken from elsewhere: through the worker's own inbox. */
static void local_woken(void) {
    begin_workers(1);
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(1, wok__state_local(0));
    waker = world_waker(task);
    workers[0].local.alive = 1;
    wok__local_append(&workers[0].local, task);
    int t = model_spawn(wake_from_outside, NULL);
    work(&workers[0]);
    model_join(t);
    model_assert(workers[0].local.alive == 0);
    end_workers();
}

/*
 * A worker comes out of a long poll while another one stands in for it: both sit at one seat, one of
 * them sleeps there, the stand-in goes, and nothing that it had is lost.
 */
MODEL_WORLD static bool done_or_back(void *unused) {
    (void)unused;
    return world_all_finished() || !workers[0].stuck.only_through_atomic_h;
}
static void stand_in(void *unused) {
    (void)unused;
    wok__worker_run(&workers[1], done_or_back, NULL, WOK__FOREVER);
    wok__scheduler_give_away(&workers[1]);
    wok__fetch_sub_acq_rel(&workers[0].guests, 1);
    wok__reactor_interrupt(workers[0].reactor);
}
static void begin_shared_seat(void) {
    begin_workers(1);
    workers[0].alone = false;
    wok__worker_init(&workers[1], &world_runtime, 1, /* seat */ false);
    workers[1].home = &workers[0];
    workers[0].stuck = workers[0].attention = workers[0].guests = (wok__atomic_u32)WOK__ATOMIC(1);
    world_runtime.stand_ins[0] = (wok__atomic_pointer)WOK__ATOMIC(&workers[1]);
    world_runtime.stand_in_count = (wok__atomic_u32)WOK__ATOMIC(1);
    model_name(&workers[0].serving, 4, "serving");
    model_name(&workers[0].left, 4, "left");
    model_name(&workers[0].stuck, 4, "stuck");
}
static void seat_shared(void) {
    begin_shared_seat();
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(0, 0);
    int t = model_spawn(stand_in, NULL);
    submit_one(task);
    work(&workers[0]);
    model_join(t);
    end_workers();
}
static void seat_shared_woken(void) {
    begin_shared_seat();
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(1, 0);
    waker = world_waker(task);
    int t = model_spawn(stand_in, NULL), u = model_spawn(wake_from_outside, NULL);
    submit_one(task);
    work(&workers[0]);
    model_join(t);
    model_join(u);
    end_workers();
}

/* Whoever sees a worker parked sees what it has done before: the monitor, who looks for deadlocks. */
static int polls_done; /* plain */
static int observer;
static bool is_observed; /* the world's */
MODEL_WORLD static bool was_observed(void *unused) {
    (void)unused;
    return is_observed;
}
MODEL_WORLD static void note_observed(void) {
    model_kernel();
    is_observed = true;
    kernel_let_go();
}
static void wait_until_parked(void *unused) {
    (void)unused;
    while (!wok__load_acquire(&workers[0].parked))
        wok__spin_pause();
    model_assert(polls_done == 1);
    note_observed();
}
static enum wok_poll observed_poll(void *self, struct wok_context *cx) {
    (void)self, (void)cx;
    observer = model_spawn(wait_until_parked, NULL);
    polls_done++;
    return WOK_READY;
}
static const struct wok_future_type observed_type = {
    .flags = WOK_FUTURE_LEAF, .name = "observed", .size = 16, .align = 16, .poll = observed_poll};
static void leaves_observed(void) {
    char cold[16] = {0};
    begin_workers(1);
    polls_done = 0;
    is_observed = false;
    struct wok_task *task =
        world_adopt(wok__task_create(&world_runtime, &observed_type, cold, sizeof cold, 0));
    submit_one(task);
    wok__worker_run(&workers[0], was_observed, NULL, WOK__FOREVER);
    model_join(observer);
    end_workers();
}

static bool has_polled(void *unused) {
    (void)unused;
    return polls_done > 0;
}
MODEL_WORLD static void let_naps_end(void) {
    model_kernel();
    kernel_let_go();
}
static void leaves_its_loop(void) {
    char cold[16] = {0};
    begin_workers(1);
    polls_done = 0;
    let_naps_end();
    submit_one(world_adopt(wok__task_create(&world_runtime, &observed_type, cold, sizeof cold, 0)));
    wok__worker_run(&workers[0], has_polled, NULL, WOK__FOREVER);
    model_join(observer);
    end_workers();
}

/* A worker inside a long poll has woken a task: another takes it out of the slot. */
static void slot_stolen(void) {
    begin_workers(2);
    world_finish_lets_go(kernel_let_go);
    struct wok_task *task = world_task(1, 0);
    waker = world_waker(task);
    int t = model_spawn(work, &workers[1]);
    struct wok_waker own = wok__task_waker(task);
    struct wok_context cx = {
        .size = sizeof cx, .budget = 100, .runtime = &world_runtime, .waker = &own};
    struct wok__poll poll = {.gave_way = false};
    wok__current = (struct wok__current){.runtime = &world_runtime, .worker = &workers[0]};
    model_assert(wok__task_run(task, &cx, &poll) == WOK__RUN_IDLE);
    wake_from_outside(NULL); /* into the slot of the worker that this thread is */
    wok__current = (struct wok__current){.runtime = NULL};
    let_naps_end();
    model_join(t);
    end_workers();
}

/*
 * The flag that somebody searches, up without anybody to search: two producers, and a worker that wakes
 * by itself, finds the first task and goes to sleep past the second.
 */
static struct wok__idle idle;
static wok__atomic_u32 items, bell;
static void produce(void *unused) {
    (void)unused;
    wok__fetch_add_relaxed(&items, 1);
    if (wok__idle_pick(&idle) < 0)
        return;
    wok__store_relaxed(&bell, 1);
    wok__futex_wake(&bell, 1);
}
static void two_producers(void) {
    world_begin();
    idle = (struct wok__idle){.lock = WOK__LOCK_FREE};
    items = bell = (wok__atomic_u32)WOK__ATOMIC(0);
    wok__idle_sleep_begin(&idle, 0);
    int first = model_spawn(produce, NULL), second = -1;
    for (uint32_t count = 0; count < 2;) {
        if (wok__load_relaxed(&items) == 0) {
            if (count == 1 && second < 0)
                second = model_spawn(produce, NULL); /* beside the first one, which may be late */
            while (!wok__exchange_relaxed(&bell, 0))
                wok__futex_wait(&bell, 0, WOK__FOREVER);
        }
        if (wok__idle_sleep_end(&idle, 0))
            wok__idle_search_end(&idle);
        count += wok__exchange_relaxed(&items, 0);
        wok__idle_sleep_begin(&idle, 0);
    }
    model_join(first);
    model_join(second);
}

/* block_on: a plain thread drives the task itself, and sleeps on its word. */

struct awaited {
    uint32_t polls;
    struct wok_task *task;
};
static wok__atomic_pointer awaited_task;
static enum wok_poll awaited_poll(void *self, struct wok_context *cx) {
    struct awaited *awaited = self;
    awaited->polls++;
    if (world_events_seen() > 0)
        return WOK_READY;
    if (awaited->polls == 1) {
        waker = wok_waker_clone(cx->waker);
        wok__store_release(&awaited_task, &waker);
    }
    return WOK_PENDING;
}
static const struct wok_future_type awaited_type = {.flags = WOK_FUTURE_LEAF,
                                                    .name = "awaited",
                                                    .size = sizeof(struct awaited),
                                                    .align = 16,
                                                    .poll = awaited_poll};
static void wake_awaited(void *unused) {
    (void)unused;
    world_event();
    struct wok_waker *left;
    while (!(left = wok__load_acquire(&awaited_task)))
        wok__spin_pause();
    if (left->type)
        wok_waker_wake(left);
}
static void block_on(void) {
    begin_workers(1);
    awaited_task = (wok__atomic_pointer)WOK__ATOMIC(NULL);
    struct awaited cold = {0};
    int t = model_spawn(wake_awaited, NULL);
    int status =
        wok_runtime_block_on_future(&world_runtime, &awaited_type, &cold, sizeof cold, NULL);
    model_assert(status == 0);
    if (!wok__load_relaxed(&awaited_task)) {
        waker.type = NULL; /* ready at once: no waker was left */
        wok__store_release(&awaited_task, &waker);
    }
    model_join(t);
    end_workers();
}

#define MODEL(identifier, title, preemptions, more)                                                \
    static const struct model identifier##_model = {                                               \
        .name = "scheduler/" title, .run = identifier, .bound = preemptions, .flags = more}
MODEL(queue_one_thief, "ring: owner and thief", 3, 0);
MODEL(queue_two_thieves, "ring: owner and two thieves", 3, 0);
MODEL(queue_wraps, "ring: it wraps", 3, 0);
MODEL(queue_refilled, "ring: full, emptied, filled again", 3, 0);
MODEL(injection_meets, "injection: two put, one takes", 3, MODEL_FUTEX_WEAK);
MODEL(park_one, "one worker parks while a task is spawned", 3, MODEL_FUTEX_WEAK);
MODEL(park_and_wake, "one worker parks while its task is woken", 3, MODEL_FUTEX_WEAK);
MODEL(park_and_wake_twice, "one worker parks while its task is woken twice", 2, MODEL_FUTEX_WEAK);
MODEL(park_two, "two workers park while a task is spawned", 2, MODEL_FUTEX_WEAK);
MODEL(park_two_tasks, "two workers, two spawns", 2, MODEL_FUTEX_WEAK);
MODEL(slot_alone, "a task wakes another, one worker", 3, MODEL_FUTEX_WEAK);
MODEL(slot_two_workers, "a task wakes another, two workers", 2, MODEL_FUTEX_WEAK);
MODEL(local_woken, "a local task is woken from elsewhere", 3, MODEL_FUTEX_WEAK);
MODEL(seat_shared, "a ward comes back", 2, MODEL_FUTEX_WEAK);
MODEL(seat_shared_woken, "a ward comes back while a task is woken", 1, MODEL_FUTEX_WEAK);
MODEL(leaves_observed, "who sees a worker parked", 3, MODEL_FUTEX_WEAK);
MODEL(leaves_its_loop, "who sees a worker leave its loop", 3, MODEL_FUTEX_WEAK);
MODEL(slot_stolen, "a slot is stolen", 3, MODEL_FUTEX_WEAK);
MODEL(two_producers, "two producers, and a worker that wakes by itself", 3, MODEL_FUTEX_WEAK);
MODEL(block_on, "block_on is woken", 3, MODEL_FUTEX_WEAK);

const struct model *const scheduler_models[] = {
    &queue_one_thief_model,
    &queue_two_thieves_model,
    &queue_wraps_model,
    &queue_refilled_model,
    &injection_meets_model,
    &park_one_model,
    &park_and_wake_model,
    &park_and_wake_twice_model,
    &park_two_model,
    &park_two_tasks_model,
    &slot_alone_model,
    &slot_two_workers_model,
    &local_woken_model,
    &seat_shared_model,
    &seat_shared_woken_model,
    &leaves_observed_model,
    &leaves_its_loop_model,
    &slot_stolen_model,
    &two_producers_model,
    &block_on_model,
    NULL,
};
