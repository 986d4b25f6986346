/*
 * wait.c: the handle of a task: waiting for it, cancelling it, letting it go.
 *
 * The waiter's waker lives in the task, by value, so that finishing a task never touches the memory
 * of who waits for it. wok_task_wait.waker is only a note that (and which) waker was left there.
 */
#include <errno.h>

#include "base/budget.h"
#include "task/task.h"

enum wait_mode { WAIT = 0, WAIT_AND_CANCEL = 1, WAIT_OVER = 2 };

static void init(struct wok_task_wait *self, wok_task_handle handle, enum wait_mode mode) {
    wok__check(handle, "wok: a task handle is used that is empty or was consumed before");
    *self = (struct wok_task_wait){.task = handle, .mode = mode};
}

void wok_task_wait_init(struct wok_task_wait *self, wok_task_handle handle) {
    init(self, handle, WAIT);
}

void wok_task_cancel_init(struct wok_task_wait *self, wok_task_handle handle) {
    init(self, handle, WAIT_AND_CANCEL);
}

static bool finished(struct wok_task_wait *self) {
    uint64_t word = wok__load_acquire(&self->task->word); /* pairs with wok__state_finish */
    if (!(word & WOK__TASK_FINISHED))
        return false;
    self->status = wok__state_status(word);
    self->mode = WAIT_OVER;
    self->waker.type = NULL;
    return true;
}

/* False: the task has finished meanwhile. */
static bool leave_waker(struct wok_task_wait *self, const struct wok_waker *waker) {
    struct wok_task *task = self->task;
    if (self->waker.type) {
        if (wok_waker_will_wake(&self->waker, waker))
            return true;
        if (!wok__state_unset_joiner(&task->word))
            return false;
        wok_waker_drop(&task->joiner);
    }
    self->waker = *waker;
    task->joiner = wok_waker_clone(waker);
    if (wok__state_set_joiner(&task->word))
        return true;
    wok_waker_drop(&task->joiner);
    return false;
}

enum wok_poll wok_task_wait_poll(struct wok_task_wait *self, struct wok_context *cx) {
    if (self->mode == WAIT_OVER)
        return WOK_READY;
    if (self->mode == WAIT_AND_CANCEL) {
        self->mode = WAIT;
        wok__task_after_wake(self->task, wok__state_cancel(&self->task->word));
    }
    if (!finished(self)) {
        if (leave_waker(self, cx->waker))
            return WOK_PENDING;
        finished(self);
        return WOK_READY;
    }
    return WOK_READY;
}

enum wok_poll wok_task_wait_cancel(struct wok_task_wait *self, struct wok_context *cx) {
    (void)cx;
    if (self->waker.type && wok__state_unset_joiner(&self->task->word))
        wok_waker_drop(&self->task->joiner);
    self->waker.type = NULL;
    return WOK_READY;
}

const void *wok_task_wait_result(const struct wok_task_wait *self) {
    return (const char *)wok__task_future(self->task) + self->task->type->result_offset;
}

static void drop_handle(struct wok_task *task) {
    wok__check(task, "wok: a task handle is used that is empty or was consumed before");
    if (!task->runtime)
        return; /* a task that could not start: shared by all, never freed */
    switch (wok__state_drop_handle(&task->word)) {
    case WOK__HANDLE_DROPPED:
        break;
    case WOK__HANDLE_LAST:
        wok__task_destroy(task);
        break;
    case WOK__HANDLE_GONE:
        wok__fatal(wok__system_real(), "wok: a task handle was consumed before");
    }
}

void wok_task_wait_end(struct wok_task_wait *self) {
    drop_handle(self->task);
    self->task = NULL;
}

void wok_task_detach(wok_task_handle handle) {
    drop_handle(handle);
}
