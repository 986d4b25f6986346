/*
 * <wok/splice.h>: moving bytes between sockets, pipes and files without bringing them into memory.
 *
 *     while ((count = await wok_splice_from(splice, client, 65536)) > 0)
 *         while (count > 0 && wok_splice_held(splice) > 0)
 *             count = await wok_splice_to(splice, server);
 *
 * A splice is a pipe of the kernel's: bytes are moved into it, and then out of it. It is worth its
 * two descriptors where pieces are large, 16 KiB and more; wok_copy and wok_copy_both use one by
 * themselves where that is so. What cannot be spliced answers -EINVAL, and then nothing has moved.
 *
 * One user at a time, on any thread.
 */
#ifndef WOK_SPLICE_H
#define WOK_SPLICE_H

#include <wok/blocking.h>
#include <wok/file.h>
#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_splice;

/*
 * Make one that holds about `size` bytes: 65536, or more where the system allows it. Waits for
 * nothing. Errors of pipe(2), for example -EMFILE; -ENOMEM. *out is the caller's to close, and
 * unchanged on error.
 */
int wok_splice_open(size_t size, struct wok_splice **out);
/* What it holds is lost. May stand in a defer; NULL is fine. */
void wok_splice_close(struct wok_splice *self);

/* How many bytes are in it. */
size_t wok_splice_held(const struct wok_splice *self);
/* Bring up to `size` of them into memory; not async, for they are there. How many, or an error. */
ssize_t wok_splice_take(struct wok_splice *self, void *buffer, size_t size);

/*
 * Move what `from` has, at most `size` bytes, into the splice, waiting until there is something.
 *
 * Result   Bytes moved; 0 at the end, and when `size` is 0.
 * Errors   -EBUSY: the splice is not empty. -EINVAL: `from` is nothing that can be spliced. -EBADF:
 *          closed. -ECANCELED: closed while waiting. Any error of splice(2).
 * Threads  Any.
 * Cancel   Synchronous. Nothing was moved.
 */
struct wok_splice_from {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    struct wok_splice *splice;
    size_t size;
    ssize_t result;
};
void wok_splice_from_init(struct wok_splice_from *self, struct wok_splice *splice,
                          struct wok_descriptor *from, size_t size);
enum wok_poll wok_splice_from_poll(struct wok_splice_from *self, struct wok_context *cx);
enum wok_poll wok_splice_from_cancel(struct wok_splice_from *self, struct wok_context *cx);
void wok_splice_from_drop(struct wok_splice_from *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_splice_from(struct wok_splice *splice, struct wok_descriptor *from,
                                  size_t size)
    WOK_FUTURE(struct wok_splice_from, wok_splice_from_init, wok_splice_from_poll,
               wok_splice_from_cancel, wok_splice_from_drop);

/*
 * Move on what it holds, as much as `to` takes now, waiting until that is something.
 *
 * Result   Bytes moved; 0 only when it holds none.
 * Errors   As above, and any error of write(2), for example -EPIPE; SIGPIPE is not raised.
 * Threads  Any.
 * Cancel   Synchronous. Nothing was moved.
 */
struct wok_splice_to {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    struct wok_splice *splice;
    ssize_t result;
};
void wok_splice_to_init(struct wok_splice_to *self, struct wok_splice *splice,
                        struct wok_descriptor *to);
enum wok_poll wok_splice_to_poll(struct wok_splice_to *self, struct wok_context *cx);
enum wok_poll wok_splice_to_cancel(struct wok_splice_to *self, struct wok_context *cx);
void wok_splice_to_drop(struct wok_splice_to *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_splice_to(struct wok_splice *splice, struct wok_descriptor *to)
    WOK_FUTURE(struct wok_splice_to, wok_splice_to_init, wok_splice_to_poll, wok_splice_to_cancel,
               wok_splice_to_drop);

/*
 * The same from a file's position and to it, which moves on; the disk is waited for on a thread for
 * files. -EINVAL also for a file that is open with O_APPEND.
 *
 * Cancel   Waits for a call that has begun. What it has moved is moved, and counted: nothing is lost.
 */
struct wok_splice_from_file {
    struct wok_blocking_call call;
    struct wok_splice *splice;
    struct wok_file *file;
    size_t size;
    ssize_t result;
};
void wok_splice_from_file_init(struct wok_splice_from_file *self, struct wok_splice *splice,
                               struct wok_file *file, size_t size);
enum wok_poll wok_splice_from_file_poll(struct wok_splice_from_file *self, struct wok_context *cx);
enum wok_poll wok_splice_from_file_cancel(struct wok_splice_from_file *self,
                                          struct wok_context *cx);
void wok_splice_from_file_drop(struct wok_splice_from_file *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_splice_from_file(struct wok_splice *splice, struct wok_file *file,
                                       size_t size)
    WOK_FUTURE(struct wok_splice_from_file, wok_splice_from_file_init, wok_splice_from_file_poll,
               wok_splice_from_file_cancel, wok_splice_from_file_drop);

struct wok_splice_to_file {
    struct wok_blocking_call call;
    struct wok_splice *splice;
    struct wok_file *file;
    ssize_t result;
};
void wok_splice_to_file_init(struct wok_splice_to_file *self, struct wok_splice *splice,
                             struct wok_file *file);
enum wok_poll wok_splice_to_file_poll(struct wok_splice_to_file *self, struct wok_context *cx);
enum wok_poll wok_splice_to_file_cancel(struct wok_splice_to_file *self, struct wok_context *cx);
void wok_splice_to_file_drop(struct wok_splice_to_file *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_splice_to_file(struct wok_splice *splice, struct wok_file *file)
    WOK_FUTURE(struct wok_splice_to_file, wok_splice_to_file_init, wok_splice_to_file_poll,
               wok_splice_to_file_cancel, wok_splice_to_file_drop);

#ifdef __cplusplus
}
#endif

#endif
