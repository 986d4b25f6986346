/*
 * <wok/blocking.h>: functions that block, called on threads of their own.
 *
 * A function that waits for a disk, a lock, a foreign library, or that computes for long, would stop
 * a worker and every task behind it. Here it runs on one of up to 256 threads that the runtime
 * starts when there is need and ends when they were idle for ten seconds; more calls than that wait
 * in line. The function may not await; it may call wok_block_on like any plain thread.
 */
#ifndef WOK_BLOCKING_H
#define WOK_BLOCKING_H

#include <stdbool.h>

#include <wok/future.h>
#include <wok/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a future waits for a thread. The members are the runtime's. */
struct wok_blocking_call {
    struct wok_blocking_call *next;
    void (*run)(struct wok_blocking_call *call);
    void (*after)(struct wok_blocking_call *call);
    void *pool;
    struct wok_waker waker;
    uint32_t state;
    uint32_t kind;
};
#ifndef __cplusplus
_Static_assert(sizeof(struct wok_blocking_call) == 56, "leaf futures have frozen sizes");
#endif

typedef int (*wok_blocking_function)(void *argument);
typedef void (*wok_blocking_late)(void *argument, int result);

/*
 * Call function(argument) on another thread and wait for what it returns.
 *
 * Result   What the function returned.
 * Errors   -EAGAIN, -ENOMEM: no thread could be started; the function was not called.
 * Owner    `argument` is lent to the function until the future is over, also when it is cancelled.
 * Threads  Any.
 * Cancel   A call that has not begun never does. One that has cannot be stopped: cancelling waits
 *          for it, so that it may use what lives in the caller's frame. See wok_blocking_or_leave.
 */
struct wok_blocking {
    struct wok_blocking_call call;
    wok_blocking_function function;
    void *argument;
    int result;
};
void wok_blocking_init(struct wok_blocking *self, wok_blocking_function function, void *argument);
enum wok_poll wok_blocking_poll(struct wok_blocking *self, struct wok_context *cx);
enum wok_poll wok_blocking_cancel(struct wok_blocking *self, struct wok_context *cx);
void wok_blocking_drop(struct wok_blocking *self);
WOK_CANCEL(restartable)
wok_async int wok_blocking(wok_blocking_function function, void *argument)
    WOK_FUTURE(struct wok_blocking, wok_blocking_init, wok_blocking_poll, wok_blocking_cancel,
               wok_blocking_drop);

/*
 * The same, for a function that can be asked to stop: cancelling interrupts the system call that it
 * waits in, which then fails with EINTR, again and again until the function has returned; and
 * wok_blocking_is_cancelled() says so to a function that computes. A function that begins its call
 * anew after EINTR should ask that first.
 *
 * Cancel   Waits until the function has returned, which is soon if it does as above.
 *
 * The signal is SIGURG, which is blocked on the thread at all other times. A handler that the program
 * has installed for it stays, and has to be one without SA_RESTART.
 */
struct wok_blocking_interruptible {
    struct wok_blocking_call call;
    wok_blocking_function function;
    void *argument;
    struct wok_sleep again; /* until the next interrupt */
    uint64_t again_ns;
    uint32_t is_cancelling;
    int result;
};
void wok_blocking_interruptible_init(struct wok_blocking_interruptible *self,
                                     wok_blocking_function function, void *argument);
enum wok_poll wok_blocking_interruptible_poll(struct wok_blocking_interruptible *self,
                                              struct wok_context *cx);
enum wok_poll wok_blocking_interruptible_cancel(struct wok_blocking_interruptible *self,
                                                struct wok_context *cx);
void wok_blocking_interruptible_drop(struct wok_blocking_interruptible *self);
WOK_CANCEL(restartable)
wok_async int wok_blocking_interruptible(wok_blocking_function function, void *argument)
    WOK_FUTURE(struct wok_blocking_interruptible, wok_blocking_interruptible_init,
               wok_blocking_interruptible_poll, wok_blocking_interruptible_cancel,
               wok_blocking_interruptible_drop);

/* Inside such a function, on its thread: whether it should return. Elsewhere false. */
bool wok_blocking_is_cancelled(void);

/*
 * The same, but cancelling leaves a call that has begun alone: it runs on, and when it returns
 * late(argument, result) is called on its thread to clean up. A cancelled call that has not begun
 * never does, and late(argument, -ECANCELED) is called at once.
 *
 * Result   What the function returned; `late` is not called then.
 * Errors   -EAGAIN, -ENOMEM: as above; `late` is not called.
 * Owner    From the first poll until the future is over `argument` is the call's: not something in
 *          the caller's frame. Then it is the caller's again, or, after cancelling, late's.
 * Threads  Any.
 * Cancel   Synchronous. At shutdown calls that were left are waited for, until the deadline.
 */
struct wok_blocking_or_leave {
    wok_blocking_function function;
    void *argument;
    wok_blocking_late late;
    void *left; /* the call, once begun: the runtime's */
    int result;
};
void wok_blocking_or_leave_init(struct wok_blocking_or_leave *self, wok_blocking_function function,
                                void *argument, wok_blocking_late late);
enum wok_poll wok_blocking_or_leave_poll(struct wok_blocking_or_leave *self,
                                         struct wok_context *cx);
enum wok_poll wok_blocking_or_leave_cancel(struct wok_blocking_or_leave *self,
                                           struct wok_context *cx);
void wok_blocking_or_leave_drop(struct wok_blocking_or_leave *self);
WOK_CANCEL(restartable)
wok_async int wok_blocking_or_leave(wok_blocking_function function, void *argument,
                                    wok_blocking_late late)
    WOK_FUTURE(struct wok_blocking_or_leave, wok_blocking_or_leave_init, wok_blocking_or_leave_poll,
               wok_blocking_or_leave_cancel, wok_blocking_or_leave_drop);

#ifdef __cplusplus
}
#endif

#endif
