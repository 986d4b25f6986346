/*
 * block_on.c: a plain thread polls a future until it is finished.
 *
 * The future stands in a task like any other, with the flag BLOCK_ON: its wakers are ordinary ones,
 * but instead of going into a queue the task ends its thread's sleep. The thread runs it through the
 * same transitions as a worker would.
 */
#include <errno.h>
#include <string.h>

#include "base/budget.h"
#include "instance/instance.h"

/* Sleep until a wake has made the task QUEUED. Whoever does that stores 0 and wakes. What the wake
 * orders, the task's word does. */
static void wait_for_wake(struct wok_task *task) {
    while (wok__load_relaxed(&task->parked))
        wok__futex_wait(&task->parked, 1, WOK__FOREVER);
}

static void run_to_end(struct wok_runtime *runtime, struct wok_task *task) {
    struct wok__current outer = wok__current;
    wok__current = (struct wok__current){
        .runtime = runtime,
        .reactor = runtime->workers[0].reactor,
        .task = task,
        .is_visitor = true,
    };
    struct wok__poll poll = {.gave_way = false};
    enum wok__run answer;
    do {
        struct wok_waker waker = wok__task_waker(task);
        struct wok_context cx = {
            .size = sizeof cx, .budget = WOK__POLL_BUDGET, .runtime = runtime, .waker = &waker};
        wok__store_relaxed(&task->parked, 1); /* before IDLE: nobody submits it while it runs */
        answer = wok__task_run(task, &cx, &poll);
        if (answer == WOK__RUN_IDLE)
            wait_for_wake(task);
    } while (answer != WOK__RUN_FINISHED);
    wok__current = outer;
}

/* The thread holds the handle, so the task is there after its end. */
static int take_result(struct wok_task *task, void *result) {
    const struct wok_future_type *type = task->type;
    int status = wok__state_status(wok__load_relaxed(&task->word)); /* which this thread finished */
    if (status == 0 && result && type->result_size)
        memcpy(result, (char *)wok__task_future(task) + type->result_offset, type->result_size);
    wok_task_detach(task);
    return status;
}

int wok_runtime_block_on_future(struct wok_runtime *runtime, const struct wok_future_type *type,
                                const void *cold, size_t size, void *result) {
    wok__runtime_check_usable(runtime);
    wok__check(!wok__current.runtime,
               "wok: block_on(%s) inside a task would stop its worker; await it instead",
               type->name);
    struct wok_task *task = NULL;
    int error = -ENOMEM;
    if (!wok__runtime_enter(runtime, /* worker */ NULL))
        error = -ESHUTDOWN;
    else
        task = wok__runtime_make_task(runtime, type, cold, size, WOK__TASK_BLOCK_ON);
    if (task)
        wok__fetch_add_relaxed(&runtime->plain_spawns, 1);
    wok__runtime_leave(runtime, /* worker */ NULL);
    if (!task) {
        if (type->drop)
            type->drop((void *)cold);
        return error;
    }
    run_to_end(runtime, task);
    int status = take_result(task, result);
    wok__fetch_add_release(&runtime->plain_finished, 1); /* the runtime may go from here on */
    return status;
}

int wok_try_block_on_future(const struct wok_future_type *type, const void *cold, size_t size,
                            void *result) {
    int error = 0;
    wok__check(!wok__current.runtime,
               "wok: block_on(%s) inside a task would stop its worker; await it instead",
               type->name);
    struct wok_runtime *runtime = wok__default_runtime(&error);
    if (!runtime)
        return error;
    return wok_runtime_block_on_future(runtime, type, cold, size, result);
}

void wok_block_on_future(const struct wok_future_type *type, const void *cold, size_t size,
                         void *result, const char *file, unsigned line) {
    int status = wok_try_block_on_future(type, cold, size, result);
    wok__check(status == 0, "wok: %s:%u: block_on(%s): %s", file, line, type->name,
               status == -ECANCELED ? "the future was cancelled" : strerror(-status));
}
