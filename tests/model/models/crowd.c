/*
 * crowd.c: a worker that is woken in a crowd leaves what has come to those that are awake (crowd.h).
 * Goal: nobody sleeps beside it. Method: whole workers, one of which is told by its reactor that a
 * task is ready, while the other one runs tasks and goes to sleep. The kernel's waits have no limits
 * here, so the 2 ms after which a worker would run its tasks itself never end.
 */
#include <string.h>

#include "instance/instance.h"
#include "models/kernel.h"
#include "models/models.h"
#include "models/world.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "scheduler/crowd.h"

static struct wok__worker workers[2];
static struct wok_descriptor *descriptor;
static struct wok_descriptor_wait wait;

MODEL_WORLD static bool all_done(void *unused) {
    (void)unused;
    return world_all_finished();
}

static void work(void *worker) {
    wok__worker_run(worker, all_done, NULL, WOK__FOREVER);
}

static void begin(void) {
    world_begin();
    kernel_begin();
    memset(workers, 0, sizeof workers);
    world_runtime.worker_count = 2;
    world_runtime.workers = workers;
    world_runtime.host.submit = wok__scheduler_submit;
    world_runtime.host.submit_behind = wok__scheduler_submit_behind;
    world_runtime.host.submit_list = wok__scheduler_submit_list;
    wok__inboxes_init(&world_runtime.inboxes, 2);
    for (uint32_t i = 0; i < 2; i++)
        wok__worker_init(&workers[i], &world_runtime, i, /* seat */ true);
    world_runtime.crowd_level = (wok__atomic_u32)WOK__ATOMIC(WOK__CROWD_LEVEL_MAX);
    model_name(&world_runtime.idle.sleeping, 4, "sleeping");
    model_name(&world_runtime.idle.searching, 4, "searching");
    world_finish_lets_go(kernel_let_go);
}

/* The event that the task waits for happens on the thread that is told of the bytes: the kernel here
 * orders nothing. */
static struct wok_waker task_waker;

static struct wok_waker told_clone(const struct wok_waker *waker) {
    return *waker;
}
static void told_wake(struct wok_waker *waker) {
    (void)waker;
    world_event();
    wok_waker_wake(&task_waker);
}
static void told_drop(struct wok_waker *waker) {
    (void)waker;
}
static const struct wok_waker_type told_type = {
    .clone = told_clone, .wake = told_wake, .drop = told_drop};

/* The second worker's reactor wakes the task when bytes arrive. */
static void wait_at_second(struct wok_task *task) {
    struct wok_waker waker = {.type = &told_type};
    task_waker = world_waker(task);
    struct wok_context cx = {.size = sizeof cx, .runtime = &world_runtime, .waker = &waker};
    int error;
    model_assert(wok__descriptor_open(&world_system, KERNEL_SOCKET, 0, 0, &descriptor) == 0);
    wok__operation_init(&wait, descriptor);
    wok__current.reactor = workers[1].reactor;
    model_assert(wok__descriptor_wait(descriptor, &wait, WOK__READER, &cx, &error) == WOK_PENDING);
    wok__current.reactor = NULL;
}

static void bytes_arrive(void *unused) {
    (void)unused;
    kernel_bytes_arrive(1);
}

static void end(void) {
    int result;
    wok__descriptor_close(descriptor, wok__descriptor_generation(descriptor), NULL, NULL, &result);
    for (uint32_t i = 0; i < 2; i++)
        wok__worker_finish(&workers[i]);
    wok__descriptors_destroy(&world_system);
}

static void left_to_a_busy_one(void) {
    begin();
    struct wok_task *waits = world_task(1, 0), *runs = world_task(0, 0);
    wait_at_second(waits);
    wok__task_after_wake(waits, WOK__WAKE_SUBMIT);
    int t = model_spawn(work, &workers[1]), u = model_spawn(bytes_arrive, NULL);
    wok__task_after_wake(runs, WOK__WAKE_SUBMIT);
    work(&workers[0]);
    model_join(t);
    model_join(u);
    end();
}

/* The other one does nothing but go to sleep: as close as it gets. */
static void left_to_one_that_falls_asleep(void) {
    begin();
    struct wok_task *waits = world_task(1, 0);
    wait_at_second(waits);
    wok__task_after_wake(waits, WOK__WAKE_SUBMIT);
    workers[1].others_move = true;
    int t = model_spawn(work, &workers[1]), u = model_spawn(bytes_arrive, NULL);
    work(&workers[0]);
    model_join(t);
    model_join(u);
    end();
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "crowd/" title,                        \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(left_to_a_busy_one, "work is left to a busy worker", 2);
MODEL(left_to_one_that_falls_asleep, "work is left to one that falls asleep", 2);

const struct model *const crowd_models[] = {
    &left_to_a_busy_one_model,
    &left_to_one_that_falls_asleep_model,
    NULL,
};
