/*
 * shutdown.c: the end of a runtime, in order.
 *
 *     1  DRAINING, if there is a time of grace: no new tasks from plain threads; who waits in
 *        wok_runtime_closing is told, and the workers go on until no task is left or the time is over
 *     2  CLOSING: no new tasks. Spawns that had begun before are waited for.
 *     3  every task is asked to be cancelled, found by walking the slabs; who awaits one is a task
 *        itself, so defers run from the leaves up
 *     4  the workers go on until no task is left, or the time is over
 *     5  STOPPED: the workers leave their loops; their threads are joined
 *     6  calls on the blocking pool that their tasks have left return; memory goes back
 *
 * When the time of the fourth is over, tasks that are left are named, with where they wait and for what,
 * and nothing is freed: what they wait for may still write to them.
 */
#include <errno.h>

#include "blocking/pool.h"
#include "instance/instance.h"
#include "scheduler/monitor.h"
#include "scheduler/report.h"
#include "scheduler/stand_in.h"

/* How often the first worker looks whether all is over: tasks end on other threads too. */
#define LOOK_NS       (2 * WOK_MS)
#define WALK_AGAIN_NS (20 * WOK_MS)

enum { TASKS_REPORTED = 32 };

static void cancel_task(void *block, void *argument) {
    struct wok_task *task = block;
    struct wok_runtime *runtime = argument;
    if (wok__state_cancel(&task->word) == WOK__WAKE_SUBMIT)
        wok__scheduler_submit(runtime, task);
}

struct closing {
    struct wok_runtime *runtime;
    uint64_t look_again_ns; /* clock */
};

static uint64_t now(const struct wok_runtime *runtime) {
    return runtime->host.system->now(runtime->host.system);
}

/* Whoever is in the middle of a spawn or a wake counts, though its task may be over already. */
static bool all_over(const struct wok_runtime *runtime) {
    return wok__load_acquire(&runtime->starting) == 0 && wok__runtime_tasks_alive(runtime) == 0 &&
           wok__load_acquire(&runtime->starting) == 0;
}

static bool pause_closing(void *argument) {
    const struct closing *closing = argument;
    return all_over(closing->runtime) || now(closing->runtime) >= closing->look_again_ns;
}

/* Let the workers go on, for so long at most; the first one on this thread unless it has its own. */
static void wait_for_tasks(struct wok_runtime *runtime, uint64_t until_ns) {
    struct closing closing = {.runtime = runtime, .look_again_ns = until_ns};
    struct wok__worker *worker = &runtime->workers[0];
    if (!worker->has_thread) {
        wok__worker_run(worker, pause_closing, &closing, LOOK_NS);
        return;
    }
    wok__atomic_u32 nobody_wakes_it = WOK__ATOMIC(0);
    while (!pause_closing(&closing))
        wok__futex_wait(&nobody_wakes_it, 0, LOOK_NS);
}

static void drain_tasks(struct wok_runtime *runtime) {
    if (runtime->grace_ns == 0)
        return;
    wok__runtime_tell_closing(runtime);
    wait_for_tasks(runtime, now(runtime) + runtime->grace_ns);
}

/*
 * A spawn on a worker that saw OPEN just before may come after the first walk; so walk, let the
 * workers go on for a while, and walk again until no task is left. False: the time is over.
 */
static bool close_tasks(struct wok_runtime *runtime, uint64_t deadline_ns) {
    wok__store_release(&runtime->phase, WOK__RUNTIME_CLOSING);
    wok__fence_seq_cst(); /* pairs with wok__runtime_enter: it sees CLOSING, or we see it */
    while (!all_over(runtime)) {
        uint64_t time = now(runtime), again_ns = time + WALK_AGAIN_NS;
        if (time >= deadline_ns)
            return false;
        wok__runtime_walk_tasks(runtime, cancel_task, runtime);
        wait_for_tasks(runtime, again_ns < deadline_ns ? again_ns : deadline_ns);
    }
    return true;
}

static void report_tasks(struct wok_runtime *runtime) {
    wok__log(runtime->host.system, "wok: shutdown%s%s: %llu tasks have not ended in time:",
             runtime->name[0] ? " of runtime " : "", runtime->name,
             (unsigned long long)wok__runtime_tasks_alive(runtime));
    wok__report_tasks(runtime, TASKS_REPORTED);
}

static void join_threads(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    for (uint32_t i = 0; i < runtime->worker_count; i++) {
        if (runtime->workers[i].has_thread)
            system->thread_join(system, &runtime->workers[i].thread);
        runtime->workers[i].has_thread = false;
    }
    wok__stand_ins_join(runtime);
}

int wok_runtime_destroy(struct wok_runtime *runtime) {
    if (!runtime)
        return 0;
    wok__runtime_check_usable(runtime);
    wok__check(!wok__current.runtime, "wok: wok_runtime_destroy is called inside a task");
    drain_tasks(runtime);
    uint64_t deadline_ns = now(runtime) + runtime->shutdown_ns;
    bool closed = close_tasks(runtime, deadline_ns);
    if (!closed)
        report_tasks(runtime);
    wok__store_relaxed(&runtime->phase, WOK__RUNTIME_STOPPED);
    wok__monitor_stop(runtime);
    wok__scheduler_wake_all(runtime);
    if (!closed)
        return -ETIMEDOUT;
    join_threads(runtime);
    if (wok__blocking_end(runtime->host.system, deadline_ns) < 0)
        return -ETIMEDOUT;
    wok__runtimes_remove(runtime);
    wok__runtime_free(runtime);
    return 0;
}
