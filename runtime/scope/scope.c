/*
 * scope.c: scopes: a family whose owner waits until all are over.
 *
 *     NOT_BEGUN --poll--> RUNNING --a child fails, cancel, wok_scope_fail--> ENDING --> OVER
 *                            |                                                           ^
 *                            +------------------- none is left --------------------------+
 *
 * The children belong to whoever polls or cancels wok_scope_run: that one begins them, settles them when
 * they are over, and cancels them. All others only leave word, under the family's lock, and wake it.
 */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "base/check.h"
#include "base/leaf.h"
#include "platform/current.h"
#include "scope/family.h"
#include "task/task.h"

enum phase { NOT_BEGUN, RUNNING, ENDING, OVER };

/* The first reason stays. */
static void note_reason(struct wok_scope *scope, int reason) {
    wok__family_lock(&scope->family);
    if (!scope->reason)
        scope->reason = reason;
    wok__family_unlock(&scope->family);
}

void wok_scope_fail(struct wok_scope *scope, int reason) {
    wok__check(reason < 0, "wok: wok_scope_fail: a reason is a negative errno");
    note_reason(scope, reason);
    wok__family_end(&scope->family);
}

void wok_scope_add(struct wok_scope *scope, ...) {
    va_list arguments;
    va_start(arguments, scope);
    wok_box_handle box = va_arg(arguments, wok_box_handle);
    va_end(arguments);
    if (wok__family_add(&scope->family, box) == -ENOMEM)
        wok_scope_fail(scope, -ENOMEM);
}

void wok_scope_leave(struct wok_scope *scope) {
    wok__check(!(scope->family.state & WOK__FAMILY_RUNS), "wok: a scope is left while it runs");
    wok__family_reset(&scope->family);
    scope->reason = 0;
}

/* What a child that has ended says of itself: 0, or why it failed. */
static int failure_of(struct wok_child *child) {
    int status = wok__child_status(child);
    if (status < 0)
        return status;
    const struct wok_future_type *type = child->task->type;
    const void *result = wok_task_wait_result(&child->wait);
    int64_t value = 0;
    if (!(type->flags & WOK_FUTURE_RESULT_IS_SIGNED))
        return 0;
    if (type->result_size == sizeof(int32_t)) {
        int32_t narrow;
        memcpy(&narrow, result, sizeof narrow);
        value = narrow;
    } else if (type->result_size == sizeof value) {
        memcpy(&value, result, sizeof value);
    }
    return value >= 0 ? 0 : value < INT_MIN ? INT_MIN : (int)value;
}

/* Settle those that are over. True: none is left. */
static bool settle(struct wok_scope *scope, const struct wok_waker *waker) {
    struct wok_child *child;
    bool none_left;
    while ((child = wok__family_take(&scope->family, waker, &none_left))) {
        int failure = failure_of(child);
        if (failure < 0)
            wok_scope_fail(scope, failure);
        wok__child_settle(child);
    }
    return none_left;
}

void wok_scope_run_init(struct wok_scope_run *self, struct wok_scope *scope) {
    *self = (struct wok_scope_run){.scope = scope};
}

static enum wok_poll finish(struct wok_scope_run *self) {
    struct wok_scope *scope = self->scope;
    wok__family_forget_waker(&scope->family);
    wok__family_reset(&scope->family);
    self->result = scope->reason;
    scope->reason = 0;
    self->phase = OVER;
    return WOK_READY;
}

/* Once it ends, cancel what has begun; then wait until none is left. */
static enum wok_poll go_on(struct wok_scope_run *self, struct wok_context *cx) {
    struct wok_family *family = &self->scope->family;
    bool none_left = settle(self->scope, cx->waker);
    if (!none_left && self->phase == RUNNING && wok__family_ends(family)) {
        self->phase = ENDING;
        wok__family_cancel(family);
    }
    return none_left ? finish(self) : WOK_PENDING;
}

enum wok_poll wok_scope_run_poll(struct wok_scope_run *self, struct wok_context *cx) {
    if (self->phase == NOT_BEGUN) {
        self->phase = RUNNING;
        wok__family_run(&self->scope->family);
    }
    return self->phase == OVER ? WOK_READY : go_on(self, cx);
}

enum wok_poll wok_scope_run_cancel(struct wok_scope_run *self, struct wok_context *cx) {
    if (self->phase == NOT_BEGUN || self->phase == OVER)
        return WOK_READY;
    if (self->phase == RUNNING)
        wok__family_end(&self->scope->family);
    return go_on(self, cx);
}

void wok_scope_run_drop(struct wok_scope_run *self) {
    (void)self;
}

WOK__LEAF_WITH(wok_scope_run, WOK_FUTURE_LEAF);

int wok_scope_run(struct wok_scope *scope) {
    wok__check(!wok__current.runtime, "wok: wok_scope_run() inside a task; await it");
    struct wok_scope_run cold;
    int result = 0;
    wok_scope_run_init(&cold, scope);
    wok_block_on_future(&wok_scope_run_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
