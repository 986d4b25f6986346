/*
 * task.c: making, running and freeing tasks. See task.h, and state.h for the word.
 */
#include "task/task.h"

#include <errno.h>
#include <string.h>

#include "base/bits.h"
#include "task/extra.h"
#include "task/strand.h"

static struct wok_task no_memory = {
    .word = WOK__ATOMIC(((uint64_t)ENOMEM << WOK__TASK_STATUS_SHIFT) | WOK__TASK_FINISHED),
};
static struct wok_task shut_down = {
    .word = WOK__ATOMIC(((uint64_t)ESHUTDOWN << WOK__TASK_STATUS_SHIFT) | WOK__TASK_FINISHED),
};

struct wok_task *wok__task_not_started(int error_number) {
    return error_number == ENOMEM ? &no_memory : &shut_down;
}

struct wok_task *wok__task_create(struct wok_runtime *runtime, const struct wok_future_type *type,
                                  const void *cold, size_t size, uint32_t flags) {
    struct wok__heap *heap = wok__task_heap(runtime);
    struct wok_task *task =
        wok__heap_alloc(heap, WOK__BLOCK_TASK, WOK__TASK_PREFIX + wok__larger(type->size, size),
                        wok__larger(type->align, 16), WOK__TASK_PREFIX);
    if (!task)
        return NULL;
    struct wok_strand *strand = (struct wok_strand *)(task + 1);
    *strand = (struct wok_strand){0};
    task->type = type;
    task->link = WOK__TASK_KEPT;
    task->joiner = (struct wok_waker){0};
    task->runtime = runtime;
    memcpy(wok__task_future(task), cold, size);
    wok__state_start(&task->word, flags, flags & WOK__TASK_HANDLE ? 2 : 1);
    return task;
}

void wok__task_destroy(struct wok_task *task) {
    const struct wok_future_type *type = task->type;
    if (type->drop)
        type->drop(wok__task_future(task));
    struct wok_runtime *runtime = task->runtime;
    if (__builtin_expect(type->flags & WOK_FUTURE_IS_COPY, 0))
        wok__task_extra_free(task, type);
    wok__state_clear(&task->word);
    wok__heap_free(wok__task_heap(runtime), task);
}

void wok__task_discard(struct wok_task *task) {
    if (task->type->flags & WOK_FUTURE_IS_COPY)
        wok__task_extra_free(task, task->type);
    wok__state_clear(&task->word);
    wok__heap_free(wok__task_heap(task->runtime), task);
}

void wok__task_drop(struct wok_task *task) {
    if (wok__state_drop(&task->word))
        wok__task_destroy(task);
}

void wok__task_after_wake(struct wok_task *task, enum wok__wake outcome) {
    if (outcome == WOK__WAKE_SUBMIT)
        wok__task_host(task->runtime)->submit(task->runtime, task);
    else if (outcome == WOK__WAKE_LAST)
        wok__task_destroy(task);
}

/* The status of a future that has answered READY. */
static int finished_status(const struct wok_task *task, const void *future, bool cancelled) {
    if (task->type->flags & WOK_FUTURE_COMPILED)
        return wok_frame_status(future);
    return cancelled ? -ECANCELED : 0;
}

/*
 * Who waits for a task goes behind what is ready: often it waits for others next, which have
 * finished too by then.
 */
static void wake_joiner(struct wok_waker *joiner) {
    if (!wok__is_task_waker(joiner)) {
        wok_waker_wake(joiner);
        return;
    }
    struct wok_task *task = joiner->data;
    bool reference_kept;
    enum wok__wake outcome =
        wok__state_wake(&task->word, wok__task_waker_ready(joiner), &reference_kept);
    if (outcome == WOK__WAKE_SUBMIT)
        wok__task_host(task->runtime)->submit_behind(task->runtime, task);
    else
        wok__task_after_wake(task, outcome);
    if (reference_kept)
        wok__task_drop(task);
}

void wok__task_finish(struct wok_task *task, bool cancelled) {
    int status = finished_status(task, wok__task_future(task), cancelled);
    switch (wok__state_finish(&task->word, status)) {
    case WOK__FINISH_DONE:
        break;
    case WOK__FINISH_JOINER: {
        /* A copy: the owner of the handle may still compare the field with its own waker. */
        struct wok_waker joiner = task->joiner;
        wake_joiner(&joiner);
        wok__task_drop(task);
        break;
    }
    case WOK__FINISH_LAST:
        wok__task_destroy(task);
        break;
    }
}

static struct wok_waker waker_clone(const struct wok_waker *waker) {
    struct wok_task *task = waker->data;
    wok__state_reference(&task->word);
    return *waker;
}

static void waker_wake(struct wok_waker *waker) {
    struct wok_task *task = waker->data;
    bool reference_kept;
    enum wok__wake outcome =
        wok__state_wake(&task->word, wok__task_waker_ready(waker), &reference_kept);
    wok__task_after_wake(task, outcome);
    if (reference_kept)
        wok__task_drop(task);
}

static void waker_wake_by_ref(const struct wok_waker *waker) {
    struct wok_task *task = waker->data;
    wok__task_after_wake(task, wok__state_wake_by_ref(&task->word, wok__task_waker_ready(waker)));
}

static void waker_drop(struct wok_waker *waker) {
    wok__task_drop(waker->data);
}

/* All alike: it is their places that tell them apart. */
const struct wok_waker_type wok__task_waker_types[] = {
    [0 ... WOK__TASK_READY_BITS] =
        {
            .clone = waker_clone,
            .wake = waker_wake,
            .wake_by_ref = waker_wake_by_ref,
            .drop = waker_drop,
        },
};
