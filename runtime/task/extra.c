/*
 * extra.c: see extra.h.
 */
#include "task/extra.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "task/task.h"

static struct wok__task_extra *extra_of(const struct wok_task *task) {
    return task->type->flags & WOK_FUTURE_IS_COPY ? (struct wok__task_extra *)task->type : NULL;
}

static struct wok_task *task_of(void *future) {
    return (struct wok_task *)((char *)future - WOK__TASK_PREFIX);
}

static enum wok_poll run_original(struct wok__task_extra *extra, void *future,
                                  struct wok_context *cx, bool cancel) {
    const struct wok_future_type *original = extra->original;
    return cancel ? original->cancel(future, cx) : original->poll(future, cx);
}

struct wok__task_extra *wok__task_extra_get(struct wok_task *task) {
    struct wok__system *system = wok__task_host(task->runtime)->system;
    struct wok__task_extra *extra = extra_of(task);
    if (extra)
        return extra;
    extra = system->allocate(system, sizeof *extra);
    if (!extra)
        return NULL;
    *extra =
        (struct wok__task_extra){.type = *task->type, .original = task->type, .run = run_original};
    extra->type.flags |= WOK_FUTURE_IS_COPY;
    task->type = &extra->type;
    return extra;
}

void wok__task_extra_free(struct wok_task *task, const struct wok_future_type *type) {
    struct wok__system *system = wok__task_host(task->runtime)->system;
    system->release(system, (void *)type);
}

/* Hooks */

typedef void (*hook_function)(const struct wok_task_facts *task, void *argument);

static void tell(hook_function hook, struct wok_task *task, int status) {
    struct wok_task_facts facts = {
        .size = sizeof facts,
        .status = status,
        .number = (uintptr_t)task,
        .name = task->type->name,
        .runtime = task->runtime,
    };
    if (hook)
        hook(&facts, extra_of(task)->hooks->argument);
}

static int status_of(const struct wok__task_extra *extra, const void *future, bool cancelled) {
    if (extra->type.flags & WOK_FUTURE_COMPILED)
        return wok_frame_status(future);
    return cancelled ? -ECANCELED : 0;
}

static enum wok_poll watched(struct wok__task_extra *extra, void *future, struct wok_context *cx,
                             bool cancel) {
    struct wok_task *task = task_of(future);
    tell(extra->hooks->poll_began, task, 0);
    enum wok_poll answer = extra->run(extra, future, cx, cancel);
    tell(extra->hooks->poll_ended, task, 0);
    if (answer == WOK_READY)
        tell(extra->hooks->task_ended, task, status_of(extra, future, cancel));
    return answer;
}

static enum wok_poll run(void *future, struct wok_context *cx, bool cancel) {
    struct wok__task_extra *extra = extra_of(task_of(future));
    if (extra->hooks)
        return watched(extra, future, cx, cancel);
    return extra->run(extra, future, cx, cancel);
}

static enum wok_poll run_poll(void *future, struct wok_context *cx) {
    return run(future, cx, /* cancel */ false);
}

static enum wok_poll run_cancel(void *future, struct wok_context *cx) {
    return run(future, cx, /* cancel */ true);
}

static void intercept(struct wok__task_extra *extra) {
    extra->type.poll = run_poll;
    extra->type.cancel = run_cancel;
}

void wok__task_extra_run(struct wok__task_extra *extra, wok__task_run_original run_instead) {
    extra->run = run_instead;
    intercept(extra);
}

int wok__task_watch(struct wok_task *task, const struct wok_hooks *hooks) {
    struct wok__task_extra *extra = wok__task_extra_get(task);
    if (!extra)
        return -ENOMEM;
    extra->hooks = hooks;
    intercept(extra);
    tell(hooks->task_started, task, 0);
    return 0;
}

/* Names */

static struct wok_task *task_here(void) {
    struct wok_runtime *runtime = wok__current.runtime;
    return runtime ? wok__task_host(runtime)->here() : NULL;
}

int wok_task_set_name(const char *format, ...) {
    struct wok_task *task = task_here();
    if (!task)
        return -ENOENT;
    struct wok__task_extra *extra = wok__task_extra_get(task);
    if (!extra)
        return -ENOMEM;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(extra->name, sizeof extra->name, format, arguments);
    va_end(arguments);
    extra->type.name = extra->name;
    return 0;
}
