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

void wok__runtime_fail_poisoned(void) {
    wok__fatal(wok__system_real(),
               "wok: the runtime of the parent process is used in a forked child; call exec, "
               "or _exit, or make a runtime of its own there");
}

/*
 * The ring is full: half of it goes to where everybody finds it, with the task at its end. Nobody is
 * woken for that: the worker looks at its backlog when it looks at the clock.
 */
static void overflow(struct wok__worker *worker, struct wok_task *task) {
    struct wok_task *moved[WOK__QUEUE_CAPACITY / 2 + 1];
    uint32_t count = wok__queue_steal(&worker->queue, moved, WOK__QUEUE_CAPACITY / 2);
    moved[count++] = task;
    for (uint32_t i = 0; i + 1 < count; i++)
        wok__task_link(moved[i], moved[i + 1]);
    wok__injection_push(wok__inbox_of(&worker->runtime->inboxes, worker->index), moved[0],
                        moved[count - 1], count);
}

static void push(struct wok__worker *worker, struct wok_task *task) {
    if (!wok__queue_push(&worker->queue, task))
        overflow(worker, task);
}

void wok__scheduler_requeue(struct wok__worker *worker, struct wok_task *task) {
    if (wok__state_is_local(wok__load_relaxed(&task->word)))
        wok__local_append(&worker->local, task);
    else
        push(worker, task);
}

/* Release: the task, to who takes the slot. What was there before this worker has put there itself. */
static void submit_to_slot(struct wok__worker *worker, struct wok_task *task) {
    struct wok_task *before = wok__load_relaxed(&worker->slot);
    if (worker->alone)
        wok__store_relaxed(&worker->slot, task);
    else
        before = wok__exchange_release(&worker->slot, task);
    if (before)
        push(worker, before);
}

/* The thread that waits may be in another runtime's world: nothing but the word is its, which also
 * orders what comes before. */
static void submit_block_on(struct wok_task *task) {
    wok__store_relaxed(&task->parked, 0);
    wok__futex_wake(&task->parked, 1);
}

/*
 * A submit from outside: once it has pushed, the task may run and finish, and the runtime go, which
 * waits for those who are in the middle of it. The push publishes that we are; leaving it releases all
 * that we have done, to all_over in shutdown.c.
 */
static void begin_outside(struct wok_runtime *runtime) {
    wok__fetch_add_relaxed(&runtime->starting, 1);
}

static void end_outside(struct wok_runtime *runtime) {
    wok__fetch_sub_release(&runtime->starting, 1);
}

/* The one worker that may run it is another. */
static void submit_local(struct wok_runtime *runtime, struct wok_task *task, uint64_t word) {
    struct wok__worker *worker = wok__runtime_worker(runtime, wok__state_local_worker(word));
    begin_outside(runtime);
    wok__injection_push(&worker->local.inbox, task, task, 1);
    wok__reactor_interrupt(worker->home->reactor);
    end_outside(runtime);
}

static void submit_elsewhere(struct wok_runtime *runtime, struct wok_task *task) {
    begin_outside(runtime);
    wok__injection_push(wok__inbox_any(&runtime->inboxes), task, task, 1);
    wok__scheduler_wake_one(runtime);
    end_outside(runtime);
}

/* A task that does not go the usual way. */
static void submit_special(struct wok__worker *worker, struct wok_runtime *runtime,
                           struct wok_task *task, uint64_t word) {
    if (word & WOK__TASK_BLOCK_ON)
        submit_block_on(task);
    else if (worker && worker->index == wok__state_local_worker(word))
        wok__local_append(&worker->local, task);
    else
        submit_local(runtime, task, word);
}

static void submit(struct wok_runtime *runtime, struct wok_task *task, bool behind) {
    wok__runtime_check_usable(runtime);
    struct wok__worker *worker = wok__worker_here(runtime);
    uint64_t word = wok__load_relaxed(&task->word);
    if (__builtin_expect(wok__state_is_special(word), 0))
        submit_special(worker, runtime, task, word);
    else if (!worker)
        submit_elsewhere(runtime, task);
    else if (behind)
        push(worker, task);
    else
        submit_to_slot(worker, task);
}

void wok__scheduler_start(struct wok_runtime *runtime, struct wok__worker *worker,
                          struct wok_task *task) {
    if (!worker) {
        submit_elsewhere(runtime, task);
    } else if (wok__state_is_local(wok__load_relaxed(&task->word))) {
        worker->local.alive++;
        wok__local_append(&worker->local, task);
    } else {
        push(worker, task);
    }
}

void wok__scheduler_submit(struct wok_runtime *runtime, struct wok_task *task) {
    submit(runtime, task, /* behind */ false);
}

void wok__scheduler_submit_behind(struct wok_runtime *runtime, struct wok_task *task) {
    submit(runtime, task, /* behind */ true);
}

/* The ring takes what it has room for, one of the injection queues the rest, in one step. */
void wok__scheduler_submit_list(struct wok_runtime *runtime, struct wok_task *first) {
    struct wok__worker *worker = wok__worker_here(runtime);
    struct wok_task *rest = NULL, *rest_last = NULL;
    uint32_t rest_count = 0;
    for (struct wok_task *task = first, *next; task; task = next) {
        next = wok__task_next(task);
        uint64_t word = wok__load_relaxed(&task->word);
        if (wok__state_is_special(word)) {
            submit_special(worker, runtime, task, word);
        } else if (rest || !worker || !wok__queue_push(&worker->queue, task)) {
            if (rest)
                wok__task_link(rest_last, task);
            else
                rest = task;
            rest_last = task;
            rest_count++;
        }
    }
    if (!rest)
        return;
    begin_outside(runtime);
    wok__injection_push(worker ? wok__inbox_of(&runtime->inboxes, worker->index)
                               : wok__inbox_any(&runtime->inboxes),
                        rest, rest_last, rest_count);
    if (!worker)
        wok__scheduler_wake_one(runtime);
    end_outside(runtime);
}

void wok__scheduler_give_away(struct wok__worker *worker) {
    struct wok_task *task =
        wok__exchange_relaxed(&worker->slot, NULL); /* it has put it there itself */
    struct wok__injection *inbox = wok__inbox_of(&worker->runtime->inboxes, worker->index);
    uint32_t count = 0;
    if (!task)
        task = wok__queue_pop(&worker->queue, /* alone */ false);
    for (; task; task = wok__queue_pop(&worker->queue, /* alone */ false), count++)
        wok__injection_push(inbox, task, task, 1);
    if (count)
        wok__scheduler_wake_one(worker->runtime);
}

struct wok__heap *wok__scheduler_heap(struct wok_runtime *runtime) {
    struct wok__worker *worker = wok__worker_here(runtime);
    return worker ? &worker->heap : &runtime->heap;
}

struct wok_task *wok__scheduler_here(void) {
    struct wok__worker *worker = wok__current.worker;
    return worker ? wok__load_relaxed(&worker->task) : wok__current.task;
}

uint64_t wok__runtime_tasks_alive(const struct wok_runtime *runtime) {
    /* Finished first: a task that is counted there was counted as spawned before. */
    uint64_t finished = wok__load_acquire(&runtime->plain_finished);
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        finished += wok__load_acquire(&wok__runtime_worker(runtime, i)->counts.finished);
    uint64_t spawned = wok__load_relaxed(&runtime->plain_spawns);
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        spawned += wok__load_relaxed(&wok__runtime_worker(runtime, i)->counts.spawns);
    return spawned - finished;
}

void wok__runtime_walk_tasks(struct wok_runtime *runtime,
                             void (*visit)(void *block, void *argument), void *argument) {
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        wok__heap_walk(&wok__runtime_worker(runtime, i)->heap, WOK__BLOCK_TASK, visit, argument);
    wok__heap_walk(&runtime->heap, WOK__BLOCK_TASK, visit, argument);
}
