/*
 * deadline.c: a boxed future that has to be over in time, and the tasks that it starts.
 *
 * While something is polled that has a deadline, wok__current says so, and who makes a task then asks it.
 * So the deadline is in force for exactly what runs inside: each poll of the leaf below, and each poll of a
 * task that has inherited it, puts it there and takes it away again. Tasks and branches without one pay
 * nothing.
 *
 * The time over, the leaf cancels its box, and a task that has inherited cancels itself: all wait for the
 * same point in time, and none for the others. Each looks at the clock before it polls what is inside, so
 * that nothing goes on behind the deadline because something below it was cancelled first.
 */
#include <errno.h>
#include <stdarg.h>

#include <wok/scope.h>
#include <wok/time.h>

#include "base/check.h"
#include "base/leaf.h"
#include "task/extra.h"
#include "task/task.h"

enum phase {
    NOT_BEGUN,
    RUNNING, /* until its own deadline */
    INSIDE,  /* of an earlier one, whose owner will cancel this */
    LATE,    /* it is being cancelled */
    OVER,
};

static int inherit(const struct wok__deadline *deadline, struct wok_task *task);

/* The deadline in force is this one, or the one around it if that is earlier. */
static struct wok__deadline enter(struct wok__deadline **outer, uint64_t deadline_ns) {
    *outer = wok__current.deadline;
    if (*outer && (*outer)->deadline_ns < deadline_ns)
        deadline_ns = (*outer)->deadline_ns;
    return (struct wok__deadline){.deadline_ns = deadline_ns, .inherit = inherit};
}

uint64_t wok_deadline_point(void) {
    return wok__current.deadline ? wok__current.deadline->deadline_ns : UINT64_MAX;
}

/* ---- tasks that have inherited ---- */

static enum wok_poll run_in_time(struct wok__task_extra *extra, void *future,
                                 struct wok_context *cx, bool cancel) {
    const struct wok_future_type *original = extra->original;
    struct wok__deadline *outer, mine = enter(&outer, extra->deadline_ns);
    wok__current.deadline = &mine;
    enum wok_poll answer = WOK_PENDING;
    if (!cancel && wok_now() >= extra->deadline_ns)
        extra->is_late = true;
    if (!cancel && !extra->is_late) {
        answer = original->poll(future, cx);
        if (answer == WOK_PENDING && wok_sleep_poll(&extra->limit, cx) == WOK_READY)
            extra->is_late = true;
    }
    if (answer == WOK_PENDING && (cancel || extra->is_late))
        answer = original->cancel(future, cx);
    wok__current.deadline = outer;
    if (answer == WOK_PENDING)
        return WOK_PENDING;
    wok_sleep_cancel(&extra->limit, cx);
    struct wok_frame *frame = future;
    if (extra->is_late && frame->status_errno == ECANCELED)
        frame->status_errno = ETIMEDOUT;
    return WOK_READY;
}

/* A hand-written future says nowhere how it has ended, and goes without. */
static int inherit(const struct wok__deadline *deadline, struct wok_task *task) {
    if (!(task->type->flags & WOK_FUTURE_COMPILED))
        return 0;
    struct wok__task_extra *extra = wok__task_extra_get(task);
    if (!extra)
        return -ENOMEM;
    extra->deadline_ns = deadline->deadline_ns;
    wok_sleep_until_init(&extra->limit, deadline->deadline_ns);
    wok__task_extra_run(extra, run_in_time);
    return 0;
}

/* ---- the leaf ---- */

/* The box under another name: whoever has one cannot use it as a box. */
struct wok_limited *wok_deadline_box(int zero, ...) {
    va_list arguments;
    va_start(arguments, zero);
    wok_box_handle box = va_arg(arguments, wok_box_handle);
    va_end(arguments);
    return (struct wok_limited *)box;
}

void wok_deadline_run_init(struct wok_deadline_run *self, uint64_t duration_ns,
                           struct wok_limited *limited) {
    *self = (struct wok_deadline_run){.limited = limited, .deadline_ns = duration_ns};
}

static wok_box_handle box_of(const struct wok_deadline_run *self) {
    return (wok_box_handle)self->limited;
}

static void begin(struct wok_deadline_run *self) {
    uint64_t now_ns = wok_now(), left_ns = UINT64_MAX - now_ns;
    self->deadline_ns = self->deadline_ns < left_ns ? now_ns + self->deadline_ns : UINT64_MAX;
    wok_sleep_until_init(&self->sleep, self->deadline_ns);
    self->phase = wok_deadline_point() <= self->deadline_ns ? INSIDE : RUNNING;
}

static enum wok_poll finish(struct wok_deadline_run *self, struct wok_context *cx) {
    int status = wok_box_status(box_of(self));
    wok_sleep_cancel(&self->sleep, cx);
    self->result = self->phase == LATE && status == -ECANCELED ? -ETIMEDOUT : status;
    self->phase = OVER;
    wok_box_drop(box_of(self));
    self->limited = NULL;
    return WOK_READY;
}

/* What is inside, with the deadline in force. */
static enum wok_poll go_on(struct wok_deadline_run *self, struct wok_context *cx, bool cancel) {
    struct wok__deadline *outer, mine = enter(&outer, self->deadline_ns);
    wok__current.deadline = &mine;
    enum wok_poll answer = cancel ? wok_box_cancel(box_of(self), cx) : wok_box_poll(box_of(self), cx);
    wok__current.deadline = outer;
    return answer;
}

enum wok_poll wok_deadline_run_poll(struct wok_deadline_run *self, struct wok_context *cx) {
    if (self->phase == OVER)
        return WOK_READY;
    if (self->phase == NOT_BEGUN)
        begin(self);
    if (self->phase == RUNNING && wok_now() >= self->deadline_ns)
        self->phase = LATE;
    if (self->phase != LATE) {
        if (go_on(self, cx, /* cancel */ false) == WOK_READY)
            return finish(self, cx);
        if (self->phase == INSIDE || wok_sleep_poll(&self->sleep, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->phase = LATE;
    }
    return go_on(self, cx, /* cancel */ true) == WOK_READY ? finish(self, cx) : WOK_PENDING;
}

enum wok_poll wok_deadline_run_cancel(struct wok_deadline_run *self, struct wok_context *cx) {
    if (self->phase == OVER)
        return WOK_READY;
    if (self->phase == NOT_BEGUN) {
        wok_deadline_run_drop(self);
        return WOK_READY;
    }
    return go_on(self, cx, /* cancel */ true) == WOK_READY ? finish(self, cx) : WOK_PENDING;
}

void wok_deadline_run_drop(struct wok_deadline_run *self) {
    wok_box_drop(box_of(self));
    self->limited = NULL;
    self->phase = OVER;
}

WOK__LEAF_WITH(wok_deadline_run, WOK_FUTURE_LEAF);

int wok_deadline_run(uint64_t duration_ns, struct wok_limited *limited) {
    wok__check(!wok__current.runtime, "wok: wok_deadline() inside a task; await it");
    struct wok_deadline_run cold;
    int result = 0;
    wok_deadline_run_init(&cold, duration_ns, limited);
    wok_block_on_future(&wok_deadline_run_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
