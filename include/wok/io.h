/*
 * <wok/io.h>: reading, writing and closing, whatever is behind the descriptor.
 *
 * A struct wok_descriptor is a handle of the runtime on an open socket (later: pipe, terminal, …).
 * It is made by functions such as wok_tcp_accept and ends with wok_close. Any thread of any runtime
 * may use it, also while another closes it: futures made before the end answer -ECANCELED or -EBADF.
 * After wok_close has answered, the handle is as dead as a FILE after fclose: it answers -EBADF until
 * the next descriptor takes its place.
 *
 * In plain C compiled without wokcc (WOK_CALLER), each async function below is an ordinary blocking
 * one of the same name.
 */
#ifndef WOK_IO_H
#define WOK_IO_H

#include <sys/types.h>
#include <sys/uio.h>
#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_descriptor;

/*
 * How a future waits for a descriptor: embedded in the future, linked into the descriptor's list
 * while `state` says so. The members are the runtime's.
 */
struct wok_descriptor_wait {
    struct wok_descriptor_wait *next;
    struct wok_waker waker;
    uint32_t state;
    int32_t detail; /* the descriptor's generation; once failed or closed, the error */
};
#ifndef __cplusplus
_Static_assert(sizeof(struct wok_descriptor_wait) == 32, "leaf futures have frozen sizes");
#endif

/*
 * Read what is there, at most `size` bytes, waiting until there is something.
 *
 * Result   Bytes read, 1 to `size`; 0 at the end (the peer sends no more), and when `size` is 0.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. Any error of read(2), for example
 *          -ECONNRESET. -EINTR and -EAGAIN are dealt with.
 * Owner    `buffer` is lent to the kernel until the future is over, also when it is cancelled.
 * Threads  Any. Several readers of one descriptor are allowed; who gets what is not defined.
 * Cancel   Waits, shortly, when the kernel has the buffer (docs/guide/reactor.md); otherwise synchronous.
 *          A cancelled read has taken nothing: what came in that moment goes to the next one.
 */
struct wok_read {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    void *buffer;
    size_t size;
    ssize_t result;
};
void wok_read_init(struct wok_read *self, struct wok_descriptor *descriptor, void *buffer,
                   size_t size);
enum wok_poll wok_read_poll(struct wok_read *self, struct wok_context *cx);
enum wok_poll wok_read_cancel(struct wok_read *self, struct wok_context *cx);
void wok_read_drop(struct wok_read *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_read(struct wok_descriptor *descriptor, void *buffer, size_t size)
    WOK_FUTURE(struct wok_read, wok_read_init, wok_read_poll, wok_read_cancel, wok_read_drop);

/*
 * Wait until a read would not wait: there are bytes, the end, or an error; for a listener, a connection.
 * So a connection that is idle needs no buffer until there is something for it.
 *
 * Result   0. It is a hint: another reader may be faster; and pipes and listeners are believed to be
 *          readable until the first read or accept has found nothing.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. -ENOMEM, -ENOSPC.
 * Threads  Any.
 * Cancel   Synchronous. Nothing was taken.
 */
struct wok_readable {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    int result;
};
void wok_readable_init(struct wok_readable *self, struct wok_descriptor *descriptor);
enum wok_poll wok_readable_poll(struct wok_readable *self, struct wok_context *cx);
enum wok_poll wok_readable_cancel(struct wok_readable *self, struct wok_context *cx);
void wok_readable_drop(struct wok_readable *self);
WOK_CANCEL(restartable)
wok_async int wok_readable(struct wok_descriptor *descriptor)
    WOK_FUTURE(struct wok_readable, wok_readable_init, wok_readable_poll, wok_readable_cancel,
               wok_readable_drop);

/*
 * Write what fits now, at most `size` bytes, waiting until something fits.
 *
 * Result   Bytes written, 1 to `size`; 0 only when `size` is 0.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. Any error of write(2), for example
 *          -EPIPE and -ECONNRESET. SIGPIPE is never raised for a socket.
 * Owner    `buffer` is the caller's and must live until the future is over.
 * Threads  Any. Several writers of one descriptor are allowed; their bytes may interleave.
 * Cancel   Synchronous. A cancelled write has written nothing.
 */
struct wok_write {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    const void *buffer;
    size_t size;
    ssize_t result;
};
void wok_write_init(struct wok_write *self, struct wok_descriptor *descriptor, const void *buffer,
                    size_t size);
enum wok_poll wok_write_poll(struct wok_write *self, struct wok_context *cx);
enum wok_poll wok_write_cancel(struct wok_write *self, struct wok_context *cx);
void wok_write_drop(struct wok_write *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_write(struct wok_descriptor *descriptor, const void *buffer, size_t size)
    WOK_FUTURE(struct wok_write, wok_write_init, wok_write_poll, wok_write_cancel, wok_write_drop);

/*
 * Write all of `size` bytes, in as many pieces as it takes.
 *
 * Result   `size`.
 * Errors   As wok_write. How much went out before the error is not told: the stream is broken.
 * Owner    `buffer` is lent to the kernel until the future is over, also when it is cancelled.
 * Threads  Any.
 * Cancel   As wok_read. A part may have been written: the stream is fit for wok_close only.
 */
struct wok_write_all {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    const void *buffer; /* what is still to be written */
    size_t size;        /* of all of it */
    union {
        ssize_t result;
        size_t written; /* until the end */
    };
};
void wok_write_all_init(struct wok_write_all *self, struct wok_descriptor *descriptor,
                        const void *buffer, size_t size);
enum wok_poll wok_write_all_poll(struct wok_write_all *self, struct wok_context *cx);
enum wok_poll wok_write_all_cancel(struct wok_write_all *self, struct wok_context *cx);
void wok_write_all_drop(struct wok_write_all *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_write_all(struct wok_descriptor *descriptor, const void *buffer, size_t size)
    WOK_FUTURE(struct wok_write_all, wok_write_all_init, wok_write_all_poll, wok_write_all_cancel,
               wok_write_all_drop);

/*
 * Close: whoever waits for the descriptor gets -ECANCELED, system calls that are under way on other
 * threads and operations that the kernel has are waited for, then it is closed. The handle is not
 * valid afterwards.
 *
 * Result   0.
 * Errors   -EBADF: it is closed, or being closed, already. Any error of close(2); closed even so.
 * Threads  Any, at any time.
 * Cancel   Synchronous. Before the first poll nothing happened; after it the descriptor is being
 *          closed all the same.
 */
struct wok_close {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    int result;
};
void wok_close_init(struct wok_close *self, struct wok_descriptor *descriptor);
enum wok_poll wok_close_poll(struct wok_close *self, struct wok_context *cx);
enum wok_poll wok_close_cancel(struct wok_close *self, struct wok_context *cx);
void wok_close_drop(struct wok_close *self);
WOK_CANCEL(restartable)
wok_async int wok_close(struct wok_descriptor *descriptor)
    WOK_FUTURE(struct wok_close, wok_close_init, wok_close_poll, wok_close_cancel, wok_close_drop);

/*
 * The same without waiting for an answer, for use in a defer, where nothing can be awaited: whoever
 * waits for the descriptor gets -ECANCELED, and it is closed by whoever uses it last: at once, or, when
 * the kernel is at work on it, as soon as that has ended. An error of close(2) is lost. NULL is left
 * alone. It ends the handle as wok_close does: a function that says `defer wok_abandon(stream)` closes
 * by that alone, on every way out.
 *
 * Threads  Any, at any time; blocks on nothing.
 */
void wok_abandon(struct wok_descriptor *descriptor);

/*
 * Half close: send no more (SHUT_WR: the peer reads its end once it has read the rest), receive no
 * more (SHUT_RD), or both (SHUT_RDWR); the numbers of <sys/socket.h>. Reading goes on after SHUT_WR.
 * The descriptor stays open and is to be closed.
 *
 * Result   0, at once; not a future.
 * Errors   -EBADF: closed. Any error of shutdown(2), for example -ENOTCONN.
 */
int wok_shutdown(struct wok_descriptor *descriptor, int how);

/*
 * As wok_read and wok_write, into and from several places in one system call. `parts` and what it
 * names are lent until the future is over. At most 1024 parts (-EINVAL).
 */
struct wok_read_vector {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    const struct iovec *parts;
    int count;
    ssize_t result;
};
void wok_read_vector_init(struct wok_read_vector *self, struct wok_descriptor *descriptor,
                          const struct iovec *parts, int count);
enum wok_poll wok_read_vector_poll(struct wok_read_vector *self, struct wok_context *cx);
enum wok_poll wok_read_vector_cancel(struct wok_read_vector *self, struct wok_context *cx);
void wok_read_vector_drop(struct wok_read_vector *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_read_vector(struct wok_descriptor *descriptor, const struct iovec *parts,
                                  int count)
    WOK_FUTURE(struct wok_read_vector, wok_read_vector_init, wok_read_vector_poll,
               wok_read_vector_cancel, wok_read_vector_drop);

struct wok_write_vector {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    const struct iovec *parts;
    int count;
    ssize_t result;
};
void wok_write_vector_init(struct wok_write_vector *self, struct wok_descriptor *descriptor,
                           const struct iovec *parts, int count);
enum wok_poll wok_write_vector_poll(struct wok_write_vector *self, struct wok_context *cx);
enum wok_poll wok_write_vector_cancel(struct wok_write_vector *self, struct wok_context *cx);
void wok_write_vector_drop(struct wok_write_vector *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_write_vector(struct wok_descriptor *descriptor, const struct iovec *parts,
                                   int count)
    WOK_FUTURE(struct wok_write_vector, wok_write_vector_init, wok_write_vector_poll,
               wok_write_vector_cancel, wok_write_vector_drop);

#ifdef __cplusplus
}
#endif

#endif
