/*
 * scheduler.c: where a task goes when it becomes ready, and who is told.
 */
#include "scheduler/scheduler.h"

static void wake_worker(struct wok_runtime *runtime, int worker) {
    if (worker >= 0)
        wok__reactor_interrupt(runtime->workers[worker].reactor);
}

void wok__scheduler_wake_one(struct wok_runtime *runtime) {
    wake_worker(runtime, wok__idle_pick(&runtime->idle));
}

void wok__scheduler_wake_all(struct wok_runtime *runtime) {
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        wok__reactor_interrupt(runtime->workers[i].reactor);
}

void wok__runtime_check_usable(struct wok_runtime *runtime) {
    if (wok__load_relaxed(&runtime->poisoned))
        wok__fatal(wok__system_real(),
                   "wok: the runtime of the parent process is used in a forked child; call exec, "
                   "or _exit, or make a runtime of its own there");
}

/* The ring is full: half of it goes to where everybody finds it, with the task at its end. */
static void overflow(struct wok__worker *worker, struct wok_task *task) {
    struct wok_task *moved[WOK__QUEUE_CAPACITY / 2 + 1];
    uint32_t count = wok__queue_steal(&worker->queue, moved, WOK__QUEUE_CAPACITY / 2);
    moved[count++] = task;
    for (uint32_t i = 0; i + 1 < count; i++)
        moved[i]->next = moved[i + 1];
    wok__injection_push(&worker->runtime->injection, moved[0], moved[count - 1], count);
    wok__scheduler_wake_one(worker->runtime);
}

void wok__scheduler_requeue(struct wok__worker *worker, struct wok_task *task) {
    if (!wok__queue_push(&worker->queue, task))
        overflow(worker, task);
}

/* Release: the task, to who takes the slot. */
static void submit_to_slot(struct wok__worker *worker, struct wok_task *task) {
    struct wok_task *before = wok__load_relaxed(&worker->slot);
    if (worker->alone)
        wok__store_relaxed(&worker->slot, task);
    else
        before = wok__exchange_acq_rel(&worker->slot, task);
    if (before)
        wok__scheduler_requeue(worker, before);
}

/* The thread that waits may be in another runtime's world: nothing but the word is its. */
static void submit_block_on(struct wok_task *task) {
    wok__store_release(&task->parked, 0); /* pairs with block_on's load */
    wok__futex_wake(&task->parked, 1);
}

static void submit_elsewhere(struct wok_runtime *runtime, struct wok_task *task) {
    if (wok__load_relaxed(&task->word) & WOK__TASK_BLOCK_ON) {
        submit_block_on(task);
        return;
    }
    /* Once it is pushed the task may run and finish, and the runtime be destroyed. */
    wok__fetch_add_acq_rel(&runtime->starting, 1);
    wok__injection_push(&runtime->injection, task, task, 1);
    wok__scheduler_wake_one(runtime);
    wok__fetch_sub_acq_rel(&runtime->starting, 1);
}

static struct wok__worker *worker_for(struct wok_runtime *runtime, const struct wok_task *task) {
    wok__runtime_check_usable(runtime);
    bool in_no_queue = wok__load_relaxed(&task->word) & WOK__TASK_BLOCK_ON;
    return in_no_queue ? NULL : wok__worker_here(runtime);
}

void wok__scheduler_submit(struct wok_runtime *runtime, struct wok_task *task) {
    struct wok__worker *worker = worker_for(runtime, task);
    if (worker)
        submit_to_slot(worker, task);
    else
        submit_elsewhere(runtime, task);
}

void wok__scheduler_submit_behind(struct wok_runtime *runtime, struct wok_task *task) {
    struct wok__worker *worker = worker_for(runtime, task);
    if (worker)
        wok__scheduler_requeue(worker, task);
    else
        submit_elsewhere(runtime, task);
}

struct wok__heap *wok__scheduler_heap(struct wok_runtime *runtime) {
    struct wok__worker *worker = wok__worker_here(runtime);
    return worker ? &worker->heap : &runtime->heap;
}

uint64_t wok__runtime_tasks_alive(const struct wok_runtime *runtime) {
    /* Finished first: a task that is counted there was counted as spawned before. */
    uint64_t finished = wok__load_acquire(&runtime->plain_finished);
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        finished += wok__load_acquire(&runtime->workers[i].counts.finished);
    uint64_t spawned = wok__load_acquire(&runtime->plain_spawns);
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        spawned += wok__load_acquire(&runtime->workers[i].counts.spawns);
    return spawned - finished;
}
