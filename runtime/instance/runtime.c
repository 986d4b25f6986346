/*
 * runtime.c: making a runtime, its threads, running a future on it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/bits.h"
#include "blocking/pool.h"
#include "instance/instance.h"
#include "instance/settings.h"
#include "scheduler/monitor.h"
#include "scheduler/stand_in.h"

void wok__runtime_free(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    wok__stand_ins_free(runtime);
    wok__monitor_free(runtime);
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        wok__worker_finish(&runtime->workers[i]);
    wok__heap_finish(&runtime->heap);
    system->release(system, runtime->workers);
    system->release(system, runtime);
}

static int make_workers(struct wok_runtime *runtime, uint32_t count) {
    struct wok__system *system = runtime->host.system;
    size_t size = count * sizeof *runtime->workers;
    runtime->workers = system->allocate_aligned(system, WOK__CACHE_LINE, size);
    if (!runtime->workers)
        return -ENOMEM;
    memset(runtime->workers, 0, size);
    for (uint32_t i = 0; i < count; i++) {
        runtime->worker_count = i + 1;
        int error = wok__worker_init(&runtime->workers[i], runtime, i, /* seat */ true);
        if (error < 0)
            return error;
        runtime->workers[i].alone = count == 1 && runtime->poll_limit_ns == WOK__FOREVER;
    }
    return 0;
}

int wok__runtime_create_on(struct wok__system *system, const struct wok_runtime_options *options,
                           struct wok_runtime **out) {
    struct wok__settings settings;
    int error = wok__settings_read(system, options, &settings);
    if (error < 0)
        return error;
    struct wok_runtime *runtime =
        system->allocate_aligned(system, WOK__CACHE_LINE, wok__round_up(sizeof *runtime, 64));
    if (!runtime)
        return -ENOMEM;
    memset(runtime, 0, sizeof *runtime);
    runtime->host = (struct wok__task_host){
        .system = system,
        .submit = wok__scheduler_submit,
        .submit_behind = wok__scheduler_submit_behind,
        .submit_list = wok__scheduler_submit_list,
        .heap = wok__scheduler_heap,
        .here = wok__scheduler_here,
    };
    runtime->clock.system = system;
    runtime->grace_ns = settings.grace_ns;
    runtime->shutdown_ns = settings.shutdown_ns;
    runtime->poll_limit_ns = settings.poll_limit_ns;
    runtime->deadlock.mode = settings.deadlock;
    runtime->reactor = settings.reactor;
    memcpy(runtime->name, settings.name, sizeof runtime->name);
    runtime->hooks = settings.hooks;
    wok__heap_init(&runtime->heap, system, /* shared */ true);
    wok__inboxes_init(&runtime->inboxes, settings.workers);
    error = make_workers(runtime, settings.workers);
    if (error < 0) {
        wok__runtime_free(runtime);
        return error;
    }
    wok__blocking_begin(system);
    wok__runtimes_add(runtime);
    *out = runtime;
    return 0;
}

int wok_runtime_create(const struct wok_runtime_options *options, struct wok_runtime **out) {
    return wok__runtime_create_on(wok__system_real(), options, out);
}

static void worker_thread(void *argument) {
    struct wok__worker *worker = argument;
    wok__worker_run(worker, wok__runtime_stopped, worker->runtime, WOK__FOREVER);
}

/* The name that debuggers and top show: "wok-worker", or "NAME-3". */
static void thread_name(const struct wok_runtime *runtime, uint32_t index, char name[16]) {
    if (runtime->name[0])
        snprintf(name, 16, "%.11s-%u", runtime->name, (unsigned)index % 1000);
    else
        snprintf(name, 16, "wok-worker");
}

int wok__runtime_start_threads(struct wok_runtime *runtime, uint32_t first) {
    struct wok__system *system = runtime->host.system;
    if (runtime->poll_limit_ns != WOK__FOREVER && !runtime->monitor) {
        int error = wok__monitor_start(runtime, runtime->poll_limit_ns);
        if (error < 0)
            return error;
    }
    for (uint32_t i = first; i < runtime->worker_count; i++) {
        struct wok__worker *worker = &runtime->workers[i];
        char name[16];
        if (worker->has_thread)
            continue;
        thread_name(runtime, i, name);
        int error = system->thread_create(system, &worker->thread, name, worker_thread, worker);
        if (error < 0)
            return error;
        worker->has_thread = true;
    }
    runtime->threads_started = true;
    return 0;
}

int wok_runtime_start(struct wok_runtime *runtime) {
    if (runtime->threads_started)
        return -EALREADY;
    return wok__runtime_start_threads(runtime, 0);
}

static struct wok_task *spawn(struct wok_runtime *runtime, struct wok__worker *worker,
                              const struct wok_future_type *type, const void *cold, size_t size,
                              uint32_t flags) {
    struct wok_task *task = NULL;
    int error = ENOMEM;
    wok__runtime_check_usable(runtime);
    if (!wok__runtime_enter(runtime, worker))
        error = ESHUTDOWN;
    else
        task = wok__runtime_make_task(runtime, type, cold, size, flags);
    if (task) {
        if (worker)
            wok__count(&worker->counts.spawns);
        else
            wok__fetch_add_relaxed(&runtime->plain_spawns, 1);
        wok__scheduler_start(runtime, worker, task);
    }
    wok__runtime_leave(runtime, worker);
    if (task)
        return task;
    if (type->drop)
        type->drop((void *)cold);
    return wok__task_not_started(error);
}

struct wok_task *wok_runtime_spawn_future(struct wok_runtime *runtime,
                                          const struct wok_future_type *type, const void *cold,
                                          size_t size) {
    return spawn(runtime, wok__worker_here(runtime), type, cold, size, /* flags */ 0);
}

wok_task_handle wok_spawn_local_future(const struct wok_future_type *type, const void *cold,
                                       size_t size) {
    struct wok__worker *worker = wok__current.worker;
    wok__check(worker,
               "wok: spawn_local(%s) on a thread that is no worker: its task could never run",
               type->name);
    return spawn(worker->runtime, worker, type, cold, size, wok__state_local(worker->index));
}

wok_task_handle wok_spawn_future(const struct wok_future_type *type, const void *cold,
                                 size_t size) {
    struct wok_runtime *runtime = wok__current.runtime;
    int error = -ENOMEM;
    if (!runtime)
        runtime = wok__default_runtime(&error);
    if (runtime)
        return wok_runtime_spawn_future(runtime, type, cold, size);
    if (type->drop)
        type->drop((void *)cold);
    return wok__task_not_started(-error);
}

/* The joiner of the task that run waits for: ends the first worker's sleep. */
static struct wok_waker root_clone(const struct wok_waker *waker) {
    return *waker;
}

static void root_wake_by_ref(const struct wok_waker *waker) {
    struct wok_runtime *runtime = waker->data;
    wok__reactor_interrupt(runtime->workers[0].reactor);
}

static void root_wake(struct wok_waker *waker) {
    root_wake_by_ref(waker);
}

static void root_drop(struct wok_waker *waker) {
    (void)waker;
}

static const struct wok_waker_type root_waker_type = {
    .clone = root_clone,
    .wake = root_wake,
    .wake_by_ref = root_wake_by_ref,
    .drop = root_drop,
};

static bool root_finished(void *argument) {
    const struct wok_task *root = argument;
    return wok__load_acquire(&root->word) & WOK__TASK_FINISHED; /* pairs with wok__state_finish */
}

static int take_result(struct wok_task_wait *wait, void *result) {
    const struct wok_future_type *type = wait->task->type;
    int status = wait->status;
    if (status == 0 && result && type->result_size)
        memcpy(result, wok_task_wait_result(wait), type->result_size);
    wok_task_wait_end(wait);
    return status;
}

int wok_runtime_run_future(struct wok_runtime *runtime, const struct wok_future_type *type,
                           const void *cold, size_t size, void *result) {
    wok__check(!wok__current.worker, "wok: wok_runtime_run_future is called on a worker");
    wok__check(!runtime->workers[0].has_thread,
               "wok: wok_runtime_run_future after wok_runtime_start");
    int error = wok__runtime_start_threads(runtime, 1);
    if (error < 0)
        return error;
    struct wok_waker waker = {.data = runtime, .type = &root_waker_type};
    struct wok_context cx = {.size = sizeof cx, .runtime = runtime, .waker = &waker};
    struct wok_task_wait wait;
    wok_task_wait_init(&wait, wok_runtime_spawn_future(runtime, type, cold, size));
    if (wok_task_wait_poll(&wait, &cx) == WOK_PENDING) {
        wok__worker_run(&runtime->workers[0], root_finished, wait.task, WOK__FOREVER);
        wok_task_wait_poll(&wait, &cx);
    }
    return take_result(&wait, result);
}
