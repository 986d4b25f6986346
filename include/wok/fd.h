/*
 * <wok/fd.h>: any descriptor of the operating system.
 *
 * For descriptors that the program or a library of somebody else's has opened: wait until one can be
 * read or written, then let its owner do so. And reading and writing the standard streams and their
 * like. Nothing here sets O_NONBLOCK: it belongs to the open description, which a terminal's shell
 * and other processes share.
 */
#ifndef WOK_FD_H
#define WOK_FD_H

#include <wok/blocking.h>
#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wait until reading from `number` would not block: there are bytes, the end, or an error; for a
 * listening socket, a connection. A regular file is always ready.
 *
 * Result   0. It is a hint: whoever shares the description may be faster.
 * Errors   -EBADF. -ENOMEM, -ENOSPC: it cannot be registered. -EMFILE: with two waits at a time for
 *          one number, the second needs another number.
 * Owner    `number` stays the caller's. It has to stay open until the future is over: a number that
 *          is closed, and perhaps used again, during a wait means something else.
 * Threads  Any. Several waits for one number are allowed.
 * Cancel   Synchronous. Nothing is registered after the end.
 */
struct wok_fd_wait {
    struct wok_descriptor *record;
    struct wok_descriptor_wait wait;
    int number;
    uint32_t direction;
    int result;
};
enum wok_poll wok_fd_wait_poll(struct wok_fd_wait *self, struct wok_context *cx);
enum wok_poll wok_fd_wait_cancel(struct wok_fd_wait *self, struct wok_context *cx);
void wok_fd_wait_drop(struct wok_fd_wait *self);
void wok_fd_readable_init(struct wok_fd_wait *self, int number);
WOK_CANCEL(restartable)
wok_async int wok_fd_readable(int number)
    WOK_FUTURE(struct wok_fd_wait, wok_fd_readable_init, wok_fd_wait_poll, wok_fd_wait_cancel,
               wok_fd_wait_drop);

/* The same for writing. A pipe is writable when 4096 bytes fit. */
void wok_fd_writable_init(struct wok_fd_wait *self, int number);
WOK_CANCEL(restartable)
wok_async int wok_fd_writable(int number)
    WOK_FUTURE(struct wok_fd_wait, wok_fd_writable_init, wok_fd_wait_poll, wok_fd_wait_cancel,
               wok_fd_wait_drop);

/*
 * Read from a descriptor that may block, for example standard input (0): a terminal, a pipe, or a
 * file. Waits until it is readable, and then reads on a thread that may block, in case somebody else
 * was faster.
 *
 * Result   Bytes read, 1 to `size`; 0 at the end.
 * Errors   Any error of read(2), or of wok_fd_readable. -EAGAIN: no thread could be started, or a
 *          non-blocking description was emptied by somebody else.
 * Owner    As wok_fd_readable; `buffer` is lent until the future is over, also when it is cancelled.
 * Threads  Any.
 * Cancel   Synchronous while nothing has come; a read that has begun is waited for, and its bytes
 *          are lost.
 */
struct wok_fd_read {
    struct wok_blocking_call call;
    struct wok_fd_wait ready;
    void *buffer;
    size_t size;
    uint32_t is_ready;
    ssize_t result;
};
void wok_fd_read_init(struct wok_fd_read *self, int number, void *buffer, size_t size);
enum wok_poll wok_fd_read_poll(struct wok_fd_read *self, struct wok_context *cx);
enum wok_poll wok_fd_read_cancel(struct wok_fd_read *self, struct wok_context *cx);
void wok_fd_read_drop(struct wok_fd_read *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_fd_read(int number, void *buffer, size_t size)
    WOK_FUTURE(struct wok_fd_read, wok_fd_read_init, wok_fd_read_poll, wok_fd_read_cancel,
               wok_fd_read_drop);

/*
 * Write all of `size` bytes to a descriptor that may block, for example standard output (1), in
 * pieces of at most 4096 bytes, each once it is writable.
 *
 * Result   `size`.
 * Errors   Any error of write(2), for example -EPIPE; SIGPIPE is not raised. How much was written
 *          before is not told.
 * Owner    As wok_fd_read.
 * Threads  Any; the pieces of several writers may interleave.
 * Cancel   Waits for a piece that is being written. A part may have been written.
 */
struct wok_fd_write_all {
    struct wok_blocking_call call;
    struct wok_fd_wait ready;
    const void *buffer;
    size_t size;
    size_t written;
    uint32_t is_ready;
    ssize_t result;
};
void wok_fd_write_all_init(struct wok_fd_write_all *self, int number, const void *buffer,
                           size_t size);
enum wok_poll wok_fd_write_all_poll(struct wok_fd_write_all *self, struct wok_context *cx);
enum wok_poll wok_fd_write_all_cancel(struct wok_fd_write_all *self, struct wok_context *cx);
void wok_fd_write_all_drop(struct wok_fd_write_all *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_fd_write_all(int number, const void *buffer, size_t size)
    WOK_FUTURE(struct wok_fd_write_all, wok_fd_write_all_init, wok_fd_write_all_poll,
               wok_fd_write_all_cancel, wok_fd_write_all_drop);

#ifdef __cplusplus
}
#endif

#endif
