/*
 * <wok/task.h>: tasks.
 *
 * A task is a future that the runtime drives on its own. `spawn(f(…))` starts one and yields a
 * handle of type task(T). Words of the language that take a handle (see <wok/async.h>):
 *
 *   T await handle               wait for the result. The handle is consumed and zeroed when the
 *                                await completes; if the await is cancelled (it lost a race), the
 *                                handle stays and the task runs on. If the task was cancelled or
 *                                failed, the awaiting task is cancelled too.
 *   int wok_join(handle, &out)   the form that asks: 0 and the result, or -ECANCELED, -ENOMEM (no
 *                                memory for the task or a call in it), -ESHUTDOWN (it was spawned
 *                                while the runtime shut down); `out` changes on 0 only. A future.
 *   int wok_cancel(handle)       ask the task to be cancelled and wait until it is over: its defers
 *                                have run then. -ECANCELED: it was cancelled; 0: it had finished, or
 *                                was about to, and its result is discarded. A future.
 *   void wok_detach(handle)      let the task go on alone. Not a future.
 *
 * Each consumes the handle; using one twice is a fatal check that names the place. A handle may be
 * used on any thread, by one at a time.
 */
#ifndef WOK_TASK_H
#define WOK_TASK_H

#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The future behind wok_yield. */
struct wok_yield {
    uint32_t yielded;
    uint32_t reserved;
};

void wok_yield_init(struct wok_yield *self);
enum wok_poll wok_yield_poll(struct wok_yield *self, struct wok_context *cx);
enum wok_poll wok_yield_cancel(struct wok_yield *self, struct wok_context *cx);
void wok_yield_drop(struct wok_yield *self);

/*
 * Let every other task of this worker that is ready to run have a turn first.
 *
 * Errors   None; a cancelled task does not return from it.
 * Threads  Any; the task may go on on another worker.
 * Cancel   Synchronous.
 */
WOK_CANCEL(restartable)
wok_async void wok_yield(void)
    WOK_FUTURE(struct wok_yield, wok_yield_init, wok_yield_poll, wok_yield_cancel, wok_yield_drop);

/*
 * What each turn of a loop in a WOK_PREEMPT function awaits: nothing, until the poll's budget is spent;
 * then the task gives way, as with wok_yield. Not for people to call.
 */
struct wok_preempt {
    struct wok_yield yield;
};

static inline void wok_preempt_init(struct wok_preempt *self) {
    self->yield.yielded = 0;
}
enum wok_poll wok_preempt_give_way(struct wok_preempt *self, struct wok_context *cx);
static inline enum wok_poll wok_preempt_poll(struct wok_preempt *self, struct wok_context *cx) {
    if (__builtin_expect(cx->budget > 0, 1) && !self->yield.yielded) {
        cx->budget--;
        return WOK_READY;
    }
    return wok_preempt_give_way(self, cx);
}
enum wok_poll wok_preempt_cancel(struct wok_preempt *self, struct wok_context *cx);
void wok_preempt_drop(struct wok_preempt *self);
WOK_CANCEL(restartable)
wok_async void wok_preempt(void)
    WOK_FUTURE(struct wok_preempt, wok_preempt_init, wok_preempt_poll, wok_preempt_cancel,
               wok_preempt_drop);

#ifdef __cplusplus
}
#endif

#endif
