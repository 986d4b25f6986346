/*
 * completion.h: operations on descriptors that the kernel performs by itself, in the reactor's ring.
 *
 * Reads and accepts come here when it is known that they have to wait: operation.c has tried the system
 * call, or knows that it would answer EAGAIN. Writes come untried when there are several: those of a turn share its one call.
 *
 *      IDLE, FIRED ---start---> SUBMITTED ---arrived: a result---> COMPLETED ---take or cancel---> IDLE
 *                                   |
 *                                   +-------arrived: nothing happened---------> FIRED (try again)
 *                                   +-------arrived: closed meanwhile---------> FAILED
 *
 * While SUBMITTED the record in the wait's `next` is the kernel's, the buffer as well, and the
 * descriptor counts one user more: its number is closed only afterwards, so that the peer sees the
 * end of the stream and no byte of another file ends up in the buffer. The record's `wait` and the
 * wait's waker are under the descriptor's lock; the store of the new state is the last touch of the
 * wait and pairs with the acquire in operation.c.
 *
 * A cancelled operation may have succeeded. What a read has received then, or the number that was
 * accepted, stays with the descriptor (late.h) for the next who asks.
 */
#ifndef WOK__REACTOR_COMPLETION_H
#define WOK__REACTOR_COMPLETION_H

#include "reactor/descriptor.h"
#include "reactor/operation.h"

/*
 * Start the request in the ring of this thread: PENDING. READY, with *failure 0: it has to go by
 * readiness; or with the reason why not at all.
 */
enum wok_poll wok__completion_start(struct wok_descriptor *descriptor,
                                    struct wok_descriptor_wait *wait,
                                    const struct wok__request *request,
                                    const struct wok_context *cx, int *failure);

/* Whether a write that is put into the ring of this thread now will share its system call. */
bool wok__completion_has_company(void);

/* The result of a COMPLETED operation; the wait is IDLE again. */
ssize_t wok__completion_take(struct wok_descriptor_wait *wait);

/* Of a SUBMITTED or COMPLETED one. READY: the buffer is the caller's, and nothing will happen. */
enum wok_poll wok__completion_cancel(struct wok_descriptor *descriptor,
                                     struct wok_descriptor_wait *wait,
                                     const struct wok_context *cx);

/* Under the descriptor's lock, which is closing: let all of its operations come to an end. */
void wok__completions_end(struct wok_descriptor *descriptor);

#endif
