/*
 * <wok/file_lock.h>: advisory locks of files.
 *
 * A lock belongs to the open file (the kernel's open file description): two struct wok_file of the same
 * path exclude each other, in one program as well as in two, whatever thread or task uses them; and
 * closing the file gives it back. It excludes other locks, of this kind and of fcntl(2), and nothing
 * else: who does not ask may read and write.
 *
 * The kernel has no way to say that a lock is free other than to keep a thread waiting for each that
 * is wanted. So waiting here is to ask again, after 1 ms at first and every 20 ms later, and takes
 * neither a worker nor a thread. Who waits longest is not always who gets it.
 */
#ifndef WOK_FILE_LOCK_H
#define WOK_FILE_LOCK_H

#include <wok/blocking.h>
#include <wok/file.h>
#include <wok/time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum wok_file_lock_kind {
    WOK_FILE_LOCK_SHARED,    /* beside other shared ones; the file is open for reading */
    WOK_FILE_LOCK_EXCLUSIVE, /* alone; the file is open for writing */
};

/*
 * Wait until `size` bytes from `offset` on are locked; size 0: from there on, whatever the file grows
 * to, so 0 and 0 are all of it. What the file has locked of them already becomes of this kind.
 *
 * Result   0.
 * Errors   -EBADF: the file is not open for that. -EINVAL. -ENOLCK, -ENOMEM. -EAGAIN: no thread could
 *          be started.
 * Owner    The file is lent until the future is over. Unlock, or close the file.
 * Threads  Any.
 * Cancel   Waits for a call that has begun, which does not wait itself. A lock that it got is given
 *          back, also where the file had another on these bytes before.
 */
struct wok_file_lock {
    struct wok_blocking_call call;
    struct wok_file *file;
    uint64_t offset, size;
    struct wok_sleep again; /* until it is asked for again */
    uint64_t again_ns;
    uint32_t kind;
    uint32_t is_patient, is_sleeping;
    int result;
};
void wok_file_lock_init(struct wok_file_lock *self, struct wok_file *file,
                        enum wok_file_lock_kind kind, uint64_t offset, uint64_t size);
enum wok_poll wok_file_lock_poll(struct wok_file_lock *self, struct wok_context *cx);
enum wok_poll wok_file_lock_cancel(struct wok_file_lock *self, struct wok_context *cx);
void wok_file_lock_drop(struct wok_file_lock *self);
WOK_CANCEL(restartable)
wok_async int wok_file_lock(struct wok_file *file, enum wok_file_lock_kind kind, uint64_t offset,
                            uint64_t size)
    WOK_FUTURE(struct wok_file_lock, wok_file_lock_init, wok_file_lock_poll, wok_file_lock_cancel,
               wok_file_lock_drop);

/* The same without waiting for others: -EBUSY when one of them has it. */
void wok_file_try_lock_init(struct wok_file_lock *self, struct wok_file *file,
                            enum wok_file_lock_kind kind, uint64_t offset, uint64_t size);
WOK_CANCEL(restartable)
wok_async int wok_file_try_lock(struct wok_file *file, enum wok_file_lock_kind kind,
                                uint64_t offset, uint64_t size)
    WOK_FUTURE(struct wok_file_lock, wok_file_try_lock_init, wok_file_lock_poll,
               wok_file_lock_cancel, wok_file_lock_drop);

/* Give it back, at once: may stand in a defer. 0, or any error of fcntl(2). */
int wok_file_unlock(struct wok_file *file, uint64_t offset, uint64_t size);

#ifdef __cplusplus
}
#endif

#endif
