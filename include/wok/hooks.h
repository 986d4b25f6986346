/*
 * <wok/hooks.h>: names for tasks, and functions that are told what tasks do: for tracing.
 *
 * Neither costs anything where it is not used. A task that has a name, or is watched by hooks, has a small
 * block of memory beside its own.
 */
#ifndef WOK_HOOKS_H
#define WOK_HOOKS_H

#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Name the task that calls it, instead of by its function: in reports, hooks, and `wok backtrace`.
 * printf's format; what is longer than 47 characters is cut off. May be repeated.
 *
 * Errors   -ENOMEM: it has the name that it had. -ENOENT: outside of a task.
 */
int wok_task_set_name(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));

/* What hooks are told of a task. Valid during the call. */
struct wok_task_facts {
    uint32_t size;               /* sizeof(struct wok_task_facts) */
    int status;                  /* of task_ended: 0, -ECANCELED, -ENOMEM; else 0 */
    uint64_t number;             /* which; another task has it when this one has ended */
    const char *name;            /* that of wok_task_set_name, else the function's */
    struct wok_runtime *runtime; /* whose task it is */
};

/*
 * Functions that a runtime calls for each of its tasks, given with wok_runtime_options. Each may be NULL.
 * Where there are hooks, a task for which there is no memory for them does not start (-ENOMEM).
 *
 * Threads  Any of the runtime's, and for tasks that plain threads start or block on, those; for one task
 *          one call at a time, in the order started, (poll_began, poll_ended)…, ended.
 * Owner    They may use wok_task_set_name (in poll_began and poll_ended), and must not block; what they
 *          spawn is watched as well.
 */
struct wok_hooks {
    uint32_t size;  /* sizeof(struct wok_hooks) */
    void *argument; /* the second of each */
    void (*task_started)(const struct wok_task_facts *task,
                         void *argument); /* before its first poll */
    void (*poll_began)(const struct wok_task_facts *task, void *argument);
    void (*poll_ended)(const struct wok_task_facts *task, void *argument);
    void (*task_ended)(const struct wok_task_facts *task, void *argument);
};

#ifdef __cplusplus
}
#endif

#endif
