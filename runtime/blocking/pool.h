/*
 * pool.h: threads that may block, and the calls that wait for one.
 *
 * Two pools for each system table: one for functions of the program, one for files, so that neither
 * keeps the other waiting. A pool begins with no thread, grows by one whenever a call finds none
 * idle, up to its limit, and shrinks when threads had nothing to do for a while.
 *
 * A call is embedded in whoever waits for it and stays in place until it is DONE, or was cancelled
 * before it ran:
 *
 *      IDLE --poll: submit--> QUEUED --a thread takes it--> RUNNING --run() returned--> DONE
 *       ^                       |
 *       +-------- cancel -------+
 *
 * Under the pool's lock: `next` (while it runs: its thread), `waker`, and all changes of `state` after
 * the first. The store of
 * DONE is a release, pairs with the acquire in poll, and is the pool's last touch of the call,
 * unless the call was abandoned.
 */
#ifndef WOK__BLOCKING_POOL_H
#define WOK__BLOCKING_POOL_H

#include <stdbool.h>

#include <wok/blocking.h>

#include "platform/system.h"

enum wok__pool_kind { WOK__POOL_FUNCTIONS, WOK__POOL_FILES, WOK__POOLS };

enum wok__call_state {
    WOK__CALL_IDLE,
    WOK__CALL_QUEUED,
    WOK__CALL_RUNNING,
    WOK__CALL_DONE,
    WOK__CALL_INTERRUPTED, /* runs, and was asked to come to an end */
};

/* `run` is called on a thread of the pool and writes its result behind the call. */
void wok__call_init(struct wok_blocking_call *call, enum wok__pool_kind kind,
                    void (*run)(struct wok_blocking_call *call));

/* The table whose pool has taken the call: for its `run`. */
struct wok__system *wok__call_system(const struct wok_blocking_call *call);

/* READY with *error 0: run has returned; READY with *error negative: it was not called. */
enum wok_poll wok__call_poll(struct wok_blocking_call *call, struct wok_context *cx, int *error);

/* READY: run has returned, or never will be called. PENDING: it is running. */
enum wok_poll wok__call_cancel(struct wok_blocking_call *call, struct wok_context *cx);

/*
 * Ask a call that runs to come to an end: once, what it waits in is interrupted. To be repeated until
 * the call is over. Only for calls whose `run` is between thread_interruptible on and off.
 */
void wok__call_interrupt(struct wok_blocking_call *call);

/* On the thread that runs it: whether that was asked. */
bool wok__call_is_interrupted(struct wok_blocking_call *call);

/*
 * Give up a call: true if it runs, and then `after(call)` is called on the pool's thread when it has
 * returned, and owns the call. False: nothing refers to it any more.
 */
bool wok__call_abandon(struct wok_blocking_call *call,
                       void (*after)(struct wok_blocking_call *call));

/* Whether calls wait or run, or a kernel is at work on a file. */
bool wok__blocking_is_busy(struct wok__system *system);

/* How many threads the pools have; idle ones, unless they are busy. */
uint32_t wok__blocking_threads(struct wok__system *system);

/*
 * A runtime begins and ends to use the pools of its table. `end` is called when its tasks are over;
 * it waits for wakes that are under way, and, for the last runtime, until the calls that were given
 * up have returned, and then ends the threads. 0, or -ETIMEDOUT at the deadline (the table's clock):
 * the threads and their memory stay.
 */
void wok__blocking_begin(struct wok__system *system);
int wok__blocking_end(struct wok__system *system, uint64_t deadline_ns);

#endif
