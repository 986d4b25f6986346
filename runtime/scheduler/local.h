/*
 * local.h: the tasks of one worker that nobody else may run (spawn_local).
 *
 * The number of its worker stands in the task's word from the beginning. Who wakes such a task on
 * its worker's thread appends it to `ready`; everybody else puts it in `inbox` and interrupts that
 * worker, which takes the inbox over when it looks at the clock, and before it sleeps.
 */
#ifndef WOK__SCHEDULER_LOCAL_H
#define WOK__SCHEDULER_LOCAL_H

#include "scheduler/injection.h"

struct wok__local {
    struct wok_task *first, *last; /* the worker's: ready to run, oldest first */
    struct wok__injection inbox;   /* any thread */
    uint64_t alive;                /* the worker's: those that have not finished */
};

static inline void wok__local_append(struct wok__local *local, struct wok_task *task) {
    wok__task_link(task, NULL);
    if (local->first)
        wok__task_link(local->last, task);
    else
        local->first = task;
    local->last = task;
}

static inline struct wok_task *wok__local_take(struct wok__local *local) {
    struct wok_task *task = local->first;
    if (task)
        local->first = wok__task_next(task);
    return task;
}

/* What others have put in. */
static inline void wok__local_take_inbox(struct wok__local *local) {
    struct wok_task *task;
    while (wok__injection_take(&local->inbox, &task, 1))
        wok__local_append(local, task);
}

#endif
