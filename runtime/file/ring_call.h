/*
 * ring_call.h: operations on files that the kernel performs, where the reactor has a ring; the others,
 * and those that no ring takes, run on the pool. Inside file/ only.
 *
 *      IDLE --poll: put--> IN RING --the turn: the completion--> ARRIVED --poll, cancel: conclude--> DONE
 *                             |
 *                             +---it never ran (a thread ended), or not so: back to IDLE, and on the
 *                                 pool
 *
 * In the ring the call's `next` is its record, which also has the waker; both are under the ring's
 * lock until ARRIVED, whose store is a release and the turn's last touch of the call.
 */
#ifndef WOK__FILE_RING_CALL_H
#define WOK__FILE_RING_CALL_H

#include "blocking/pool.h"
#include "platform/ring.h"

/* How one kind of operation goes through a ring. Found by the function that runs it on the pool. */
struct wok__ring_way {
    void (*run)(struct wok_blocking_call *call);
    enum wok__ring_operation operation;
    void (*prepare)(struct wok_blocking_call *call, struct wok__submission *submission);
    /* Write what the result is to the future; `answer` is where the kernel has written, if not to the
     * caller's. */
    void (*conclude)(struct wok_blocking_call *call, struct wok__system *system, int result,
                     const void *answer);
};

/* As wok__call_poll and wok__call_cancel. */
enum wok_poll wok__file_call_poll(struct wok_blocking_call *call, struct wok_context *cx,
                                  int *error);
enum wok_poll wok__file_call_cancel(struct wok_blocking_call *call, struct wok_context *cx);

/* Whether the kernel has it, or has answered and nobody has looked. */
bool wok__file_call_is_in_ring(struct wok_blocking_call *call);

/* file.c: all of them, by what they run on the pool; NULL: it has to run there. */
const struct wok__ring_way *wok__ring_way_of(const struct wok_blocking_call *call);

#endif
