/*
 * yield.c: wok_yield.
 *
 * A task that runs on a worker asks its worker for another turn, which costs no atomic operation;
 * under any other waker it wakes itself.
 */
#include <wok/task.h>

#include "base/void_leaf.h"
#include "scheduler/scheduler.h"

void wok_yield_init(struct wok_yield *self) {
    *self = (struct wok_yield){0};
}

enum wok_poll wok_yield_poll(struct wok_yield *self, struct wok_context *cx) {
    if (self->yielded)
        return WOK_READY;
    self->yielded = 1;
    struct wok__worker *worker = wok__worker_polling(cx);
    if (!worker) {
        wok_waker_wake_by_ref(cx->waker);
        return WOK_PENDING;
    }
    worker->poll.gave_way = true;
    if (cx->waker != &worker->waker) { /* a branch: its join is to poll it again */
        struct wok_task *task = cx->waker->data;
        wok__state_set_ready(&task->word, wok__task_waker_ready(cx->waker));
    }
    return WOK_PENDING;
}

enum wok_poll wok_yield_cancel(struct wok_yield *self, struct wok_context *cx) {
    (void)cx;
    self->yielded = 1;
    return WOK_READY;
}

void wok_yield_drop(struct wok_yield *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_yield);

void wok_yield(void) {
    struct wok_yield cold;
    wok_yield_init(&cold);
    wok_block_on_future(&wok_yield_type, &cold, sizeof cold, NULL, "wok_yield", 0);
}

/* The second poll comes with a new budget: go on. */
enum wok_poll wok_preempt_give_way(struct wok_preempt *self, struct wok_context *cx) {
    return wok_yield_poll(&self->yield, cx);
}

enum wok_poll wok_preempt_cancel(struct wok_preempt *self, struct wok_context *cx) {
    return wok_yield_cancel(&self->yield, cx);
}

void wok_preempt_drop(struct wok_preempt *self) {
    (void)self;
}

WOK__VOID_LEAF(wok_preempt);

void wok_preempt(void) {
    struct wok_preempt cold;
    wok_preempt_init(&cold);
    wok_block_on_future(&wok_preempt_type, &cold, sizeof cold, NULL, "wok_preempt", 0);
}
