/*
 * operation.h: the completion-shaped contract that the futures of io/ and net/ are written against.
 *
 * A future says what it wants in a request and polls the operation until it is READY with a result,
 * as after the system call of that name. Between polls only the wait (32 bytes, embedded in the
 * future) is the operation's; the request is built anew for each poll.
 *
 * The system call is tried first, in the poll, once it is known to be worth it. What has to wait then
 * waits for readiness, and is tried again; or, in a reactor with a ring (completion.h), the kernel is
 * given the request itself: reads of stream sockets, accepts, and writes that are all or nothing. By
 * readiness cancelling is synchronous, and an effect never happens after the last poll. In a ring it
 * may answer PENDING, and what a read or an accept has brought meanwhile is kept for the next one.
 */
#ifndef WOK__REACTOR_OPERATION_H
#define WOK__REACTOR_OPERATION_H

#include <wok/io.h>

enum wok__request_kind {
    WOK__REQUEST_READ,         /* buffer, size; result: bytes */
    WOK__REQUEST_WRITE,        /* buffer, size; result: bytes */
    WOK__REQUEST_ACCEPT,       /* result: a number of the operating system, now the caller's */
    WOK__REQUEST_CONNECT,      /* buffer, size: the address; result: 0 */
    WOK__REQUEST_READ_VECTOR,  /* buffer, size: an array of iovec; result: bytes */
    WOK__REQUEST_WRITE_VECTOR, /* the same */
    WOK__REQUEST_RECEIVE,      /* buffer: a msghdr; result: bytes */
    WOK__REQUEST_SEND,         /* the same */
    WOK__REQUEST_WAIT_PROCESS, /* buffer: an int for the status; result: 0 */
    WOK__REQUEST_WRITE_ALL,    /* as WRITE; what a cancelled one has written is not told */
    WOK__REQUEST_SEND_FILE,    /* buffer: a wok__file_part, size: bytes; result: bytes */
};

struct wok__request {
    enum wok__request_kind kind;
    void *buffer; /* read only for WRITE and CONNECT */
    size_t size;
};

/* Of the operating system's `file`, from `offset` on. */
struct wok__file_part {
    int file;
    uint64_t offset;
};

/* The wait of an operation on `descriptor` (NULL: the operation will answer -EBADF). */
void wok__operation_init(struct wok_descriptor_wait *wait, const struct wok_descriptor *descriptor);

/*
 * Start or go on. READY with *result: bytes, a number, 0, or a negative errno; PENDING: the waker of
 * `cx` is called when polling again is worth it. Uses up one unit of the budget per attempt; with
 * none left it wakes the task and answers PENDING without having attempted anything.
 */
enum wok_poll wok__operation_poll(struct wok_descriptor *descriptor,
                                  struct wok_descriptor_wait *wait,
                                  const struct wok__request *request, struct wok_context *cx,
                                  ssize_t *result);

/*
 * The two halves of poll, for operations that attempt elsewhere: attempt answers as the system call,
 * -EAGAIN when it has to be waited for; wait answers READY when it is worth an attempt, or with
 * *failure negative. Attempt may be called on any thread that waits for nothing else of the wait.
 */
ssize_t wok__operation_attempt(struct wok_descriptor *descriptor,
                               const struct wok_descriptor_wait *wait,
                               const struct wok__request *request);
/*
 * Part of an attempt, between enter and leave, when the word has WOK__LATE: what cancelled reads or
 * accepts have left, or -EAGAIN. `emptied` is for leave.
 */
ssize_t wok__operation_attempt_late(struct wok_descriptor *descriptor,
                                    const struct wok__request *request, uint64_t *emptied);
enum wok_poll wok__operation_wait(struct wok_descriptor *descriptor,
                                  struct wok_descriptor_wait *wait, enum wok__request_kind kind,
                                  const struct wok_context *cx, int *failure);
enum wok_poll wok__operation_wait_over(struct wok_descriptor *descriptor,
                                       struct wok_descriptor_wait *wait,
                                       const struct wok_context *cx, int *failure);

/*
 * Legal at any time. READY: nothing refers to the wait any more, and nothing will happen. PENDING: the
 * kernel still has the buffer. Only for READ, ACCEPT and WRITE_ALL.
 */
enum wok_poll wok__operation_cancel(struct wok_descriptor *descriptor,
                                    struct wok_descriptor_wait *wait, const struct wok_context *cx);

#endif
