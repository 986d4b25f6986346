/*
 * make_task.c: a task, and whoever watches it.
 */
#include "instance/instance.h"
#include "task/extra.h"

struct wok_task *wok__runtime_make_task(struct wok_runtime *runtime,
                                        const struct wok_future_type *type, const void *cold,
                                        size_t size, uint32_t flags) {
    struct wok_task *task = wok__task_create(runtime, type, cold, size, flags | WOK__TASK_HANDLE);
    if (__builtin_expect(runtime->hooks.size == 0, 1) || !task ||
        wok__task_watch(task, &runtime->hooks) == 0)
        return task;
    wok__task_discard(task);
    return NULL;
}
