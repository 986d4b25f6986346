/*
 * make_task.c: a task, and what it has from where it is made: a deadline, somebody who watches it.
 */
#include "instance/instance.h"
#include "task/extra.h"

/* The deadline first, which nobody hears of: the hooks are told only of a task that starts. */
static int add_extras(struct wok_runtime *runtime, struct wok_task *task) {
    const struct wok__deadline *deadline = wok__current.deadline;
    int error = deadline ? deadline->inherit(deadline, task) : 0;
    if (error == 0 && runtime->hooks.size)
        error = wok__task_watch(task, &runtime->hooks);
    return error;
}

struct wok_task *wok__runtime_make_task(struct wok_runtime *runtime,
                                        const struct wok_future_type *type, const void *cold,
                                        size_t size, uint32_t flags) {
    struct wok_task *task = wok__task_create(runtime, type, cold, size, flags | WOK__TASK_HANDLE);
    bool is_plain = !wok__current.deadline && runtime->hooks.size == 0;
    if (__builtin_expect(is_plain, 1) || !task || add_extras(runtime, task) == 0)
        return task;
    wok__task_discard(task);
    return NULL;
}
