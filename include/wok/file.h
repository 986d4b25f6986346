/*
 * <wok/file.h>: files and folders.
 *
 * The kernel makes the caller wait for a disk. So where the reactor has a ring (docs/guide/reactor.md)
 * the kernel does opening, closing, reading, wok_file_write_at, syncing, asking for a status, renaming,
 * unlinking and making folders by itself; all the rest, and everything without a ring, runs on one of
 * up to 16 threads that files have to themselves (<wok/blocking.h> has others). Data goes straight to and from the caller's memory. A call
 * that has begun cannot be stopped: cancelling an operation waits for it, and only then is the memory
 * free.
 *
 * Relative paths begin at the process's working directory. Operations are restarted after EINTR.
 */
#ifndef WOK_FILE_H
#define WOK_FILE_H

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <wok/blocking.h>
#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_file;
struct wok_folder;

struct wok_folder_entry {
    uint64_t inode;
    unsigned char type; /* DT_REG, DT_DIR and so on of <dirent.h>; DT_UNKNOWN on some systems */
    char name[256];
};

/*
 * Close without waiting for an answer, for use in a defer, where nothing can be awaited. Errors are
 * lost, so what must be on the disk is closed with wok_file_close. NULL is fine. Blocks as long as
 * close(2) does.
 */
void wok_file_abandon(struct wok_file *file);

/* End listing a folder. It never blocks, so it may stand in a defer. NULL is fine. */
void wok_folder_close(struct wok_folder *folder);

/*
 * A file from a number of the operating system's, which is the file's to close from now on. For what was
 * opened in a way that is not offered here. Waits for nothing. -ENOMEM, and then nothing has changed.
 */
int wok_file_adopt(int number, struct wok_file **out);

/* The operating system's number, for what is not offered here; it stays the file's to close. */
int wok_file_number(const struct wok_file *file);

/*
 * Open a file.
 *
 * `flags` are those of open(2): O_RDONLY, O_WRONLY or O_RDWR, with O_CREAT, O_EXCL, O_TRUNC, O_APPEND and
 * so on; `mode` is looked at with O_CREAT only. The descriptor closes on exec.
 *
 * Result   0.
 * Errors   Any error of open(2). -ENOMEM. -EAGAIN: no thread could be started.
 * Owner    *out is the caller's to close. Unchanged on error. `path` is lent until the future is over.
 * Threads  Any.
 * Cancel   Waits for a call that has begun. A file that it opened is closed again; one that it created
 *          stays.
 */
struct wok_file_open {
    struct wok_blocking_call call;
    const char *path;
    int flags;
    unsigned mode;
    struct wok_file **out;
    struct wok_file *opened;
    int result;
};
void wok_file_open_init(struct wok_file_open *self, const char *path, int flags, unsigned mode,
                        struct wok_file **out);
enum wok_poll wok_file_open_poll(struct wok_file_open *self, struct wok_context *cx);
enum wok_poll wok_file_open_cancel(struct wok_file_open *self, struct wok_context *cx);
void wok_file_open_drop(struct wok_file_open *self);
WOK_CANCEL(restartable)
wok_async int wok_file_open(const char *path, int flags, unsigned mode, struct wok_file **out)
    WOK_FUTURE(struct wok_file_open, wok_file_open_init, wok_file_open_poll, wok_file_open_cancel,
               wok_file_open_drop);

/*
 * Open a new file without a name in `folder`, for reading and writing; its space is given back when it is
 * closed.
 *
 * Result   0.
 * Errors   As wok_file_open.
 * Owner    As wok_file_open.
 * Threads  Any.
 * Cancel   As wok_file_open.
 */
struct wok_file_temporary {
    struct wok_blocking_call call;
    const char *folder;
    struct wok_file **out;
    struct wok_file *opened;
    int result;
};
void wok_file_temporary_init(struct wok_file_temporary *self, const char *folder,
                             struct wok_file **out);
enum wok_poll wok_file_temporary_poll(struct wok_file_temporary *self, struct wok_context *cx);
enum wok_poll wok_file_temporary_cancel(struct wok_file_temporary *self, struct wok_context *cx);
void wok_file_temporary_drop(struct wok_file_temporary *self);
WOK_CANCEL(restartable)
wok_async int wok_file_temporary(const char *folder, struct wok_file **out)
    WOK_FUTURE(struct wok_file_temporary, wok_file_temporary_init, wok_file_temporary_poll,
               wok_file_temporary_cancel, wok_file_temporary_drop);

/*
 * Close. No other operation on the file may be under way; the handle is not valid afterwards.
 *
 * Result   0.
 * Errors   Any error of close(2), for example -EIO or -ENOSPC for what was written before; closed even so.
 * Threads  Any.
 * Cancel   Before the first poll nothing happened; after it the file is closed all the same.
 */
struct wok_file_close {
    struct wok_blocking_call call;
    struct wok_file *file;
    int result;
};
void wok_file_close_init(struct wok_file_close *self, struct wok_file *file);
enum wok_poll wok_file_close_poll(struct wok_file_close *self, struct wok_context *cx);
enum wok_poll wok_file_close_cancel(struct wok_file_close *self, struct wok_context *cx);
void wok_file_close_drop(struct wok_file_close *self);
WOK_CANCEL(restartable)
wok_async int wok_file_close(struct wok_file *file)
    WOK_FUTURE(struct wok_file_close, wok_file_close_init, wok_file_close_poll,
               wok_file_close_cancel, wok_file_close_drop);

/*
 * Read at the file's position, which moves on. One operation at a time that uses the position.
 *
 * Result   Bytes read, at most `size`; 0 at the end.
 * Errors   Any error of read(2). -EAGAIN: no thread could be started, or that of a non-blocking file.
 * Owner    `buffer` is lent until the future is over, also when it is cancelled.
 * Threads  Any.
 * Cancel   Waits for a call that has begun; the position may have moved. wok_file_read_at can be repeated.
 */
struct wok_file_read {
    struct wok_blocking_call call;
    struct wok_file *file;
    void *buffer;
    size_t size;
    ssize_t result;
};
void wok_file_read_init(struct wok_file_read *self, struct wok_file *file, void *buffer,
                        size_t size);
enum wok_poll wok_file_read_poll(struct wok_file_read *self, struct wok_context *cx);
enum wok_poll wok_file_read_cancel(struct wok_file_read *self, struct wok_context *cx);
void wok_file_read_drop(struct wok_file_read *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_file_read(struct wok_file *file, void *buffer, size_t size)
    WOK_FUTURE(struct wok_file_read, wok_file_read_init, wok_file_read_poll, wok_file_read_cancel,
               wok_file_read_drop);

/*
 * Write at the file's position (with O_APPEND: at the end), which moves on.
 *
 * Result   Bytes written, at most `size`; fewer when the disk is full or a limit is reached.
 * Errors   Any error of write(2), for example -ENOSPC, -EFBIG, -EDQUOT. SIGXFSZ is raised on no thread.
 * Owner    As wok_file_read.
 * Threads  Any.
 * Cancel   Waits for a call that has begun: its bytes are written. Otherwise none is.
 */
struct wok_file_write {
    struct wok_blocking_call call;
    struct wok_file *file;
    const void *buffer;
    size_t size;
    ssize_t result;
};
void wok_file_write_init(struct wok_file_write *self, struct wok_file *file, const void *buffer,
                         size_t size);
enum wok_poll wok_file_write_poll(struct wok_file_write *self, struct wok_context *cx);
enum wok_poll wok_file_write_cancel(struct wok_file_write *self, struct wok_context *cx);
void wok_file_write_drop(struct wok_file_write *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_file_write(struct wok_file *file, const void *buffer, size_t size)
    WOK_FUTURE(struct wok_file_write, wok_file_write_init, wok_file_write_poll,
               wok_file_write_cancel, wok_file_write_drop);

/*
 * The same at `offset` bytes from the beginning; the position is neither used nor moved, so many may read
 * at a time.
 */
struct wok_file_read_at {
    struct wok_blocking_call call;
    struct wok_file *file;
    void *buffer;
    size_t size;
    uint64_t offset;
    ssize_t result;
};
void wok_file_read_at_init(struct wok_file_read_at *self, struct wok_file *file, void *buffer,
                           size_t size, uint64_t offset);
enum wok_poll wok_file_read_at_poll(struct wok_file_read_at *self, struct wok_context *cx);
enum wok_poll wok_file_read_at_cancel(struct wok_file_read_at *self, struct wok_context *cx);
void wok_file_read_at_drop(struct wok_file_read_at *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_file_read_at(struct wok_file *file, void *buffer, size_t size,
                                   uint64_t offset)
    WOK_FUTURE(struct wok_file_read_at, wok_file_read_at_init, wok_file_read_at_poll,
               wok_file_read_at_cancel, wok_file_read_at_drop);

/*
 * The same for writing. A file opened with O_APPEND is written at its end even so.
 */
struct wok_file_write_at {
    struct wok_blocking_call call;
    struct wok_file *file;
    const void *buffer;
    size_t size;
    uint64_t offset;
    ssize_t result;
};
void wok_file_write_at_init(struct wok_file_write_at *self, struct wok_file *file,
                            const void *buffer, size_t size, uint64_t offset);
enum wok_poll wok_file_write_at_poll(struct wok_file_write_at *self, struct wok_context *cx);
enum wok_poll wok_file_write_at_cancel(struct wok_file_write_at *self, struct wok_context *cx);
void wok_file_write_at_drop(struct wok_file_write_at *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_file_write_at(struct wok_file *file, const void *buffer, size_t size,
                                    uint64_t offset)
    WOK_FUTURE(struct wok_file_write_at, wok_file_write_at_init, wok_file_write_at_poll,
               wok_file_write_at_cancel, wok_file_write_at_drop);

/*
 * Wait until what was written is on the disk: fsync(2).
 *
 * Result   0.
 * Errors   Any error of fsync(2); what was written before may be lost then, and asking again may say 0.
 * Threads  Any.
 * Cancel   Waits for a call that has begun.
 */
struct wok_file_sync {
    struct wok_blocking_call call;
    struct wok_file *file;
    int result;
};
void wok_file_sync_init(struct wok_file_sync *self, struct wok_file *file);
enum wok_poll wok_file_sync_poll(struct wok_file_sync *self, struct wok_context *cx);
enum wok_poll wok_file_sync_cancel(struct wok_file_sync *self, struct wok_context *cx);
void wok_file_sync_drop(struct wok_file_sync *self);
WOK_CANCEL(restartable)
wok_async int wok_file_sync(struct wok_file *file)
    WOK_FUTURE(struct wok_file_sync, wok_file_sync_init, wok_file_sync_poll, wok_file_sync_cancel,
               wok_file_sync_drop);

/*
 * What is known about an open file, as fstat(2). *out changes on 0 only. Cancelling waits.
 */
struct wok_file_stat_open {
    struct wok_blocking_call call;
    struct wok_file *file;
    struct stat *out;
    int result;
};
void wok_file_stat_open_init(struct wok_file_stat_open *self, struct wok_file *file,
                             struct stat *out);
enum wok_poll wok_file_stat_open_poll(struct wok_file_stat_open *self, struct wok_context *cx);
enum wok_poll wok_file_stat_open_cancel(struct wok_file_stat_open *self, struct wok_context *cx);
void wok_file_stat_open_drop(struct wok_file_stat_open *self);
WOK_CANCEL(restartable)
wok_async int wok_file_stat_open(struct wok_file *file, struct stat *out)
    WOK_FUTURE(struct wok_file_stat_open, wok_file_stat_open_init, wok_file_stat_open_poll,
               wok_file_stat_open_cancel, wok_file_stat_open_drop);

/*
 * What is known about the file of that name, as stat(2). *out changes on 0 only.
 *
 * Result   0.
 * Errors   Any error of stat(2).
 * Owner    `path` and `out` are lent until the future is over.
 * Threads  Any.
 * Cancel   Waits for a call that has begun. The same holds for the operations that follow.
 */
struct wok_file_stat {
    struct wok_blocking_call call;
    const char *path;
    struct stat *out;
    int result;
};
void wok_file_stat_init(struct wok_file_stat *self, const char *path, struct stat *out);
enum wok_poll wok_file_stat_poll(struct wok_file_stat *self, struct wok_context *cx);
enum wok_poll wok_file_stat_cancel(struct wok_file_stat *self, struct wok_context *cx);
void wok_file_stat_drop(struct wok_file_stat *self);
WOK_CANCEL(restartable)
wok_async int wok_file_stat(const char *path, struct stat *out)
    WOK_FUTURE(struct wok_file_stat, wok_file_stat_init, wok_file_stat_poll, wok_file_stat_cancel,
               wok_file_stat_drop);

/*
 * Give a file another name; a file that has it already is replaced in one step. Errors of rename(2).
 */
struct wok_file_rename {
    struct wok_blocking_call call;
    const char *from;
    const char *to;
    int result;
};
void wok_file_rename_init(struct wok_file_rename *self, const char *from, const char *to);
enum wok_poll wok_file_rename_poll(struct wok_file_rename *self, struct wok_context *cx);
enum wok_poll wok_file_rename_cancel(struct wok_file_rename *self, struct wok_context *cx);
void wok_file_rename_drop(struct wok_file_rename *self);
WOK_CANCEL(restartable)
wok_async int wok_file_rename(const char *from, const char *to)
    WOK_FUTURE(struct wok_file_rename, wok_file_rename_init, wok_file_rename_poll,
               wok_file_rename_cancel, wok_file_rename_drop);

/*
 * Remove a file's name, or a folder that is empty. Errors of unlink(2) and rmdir(2).
 */
struct wok_file_unlink {
    struct wok_blocking_call call;
    const char *path;
    int result;
};
void wok_file_unlink_init(struct wok_file_unlink *self, const char *path);
enum wok_poll wok_file_unlink_poll(struct wok_file_unlink *self, struct wok_context *cx);
enum wok_poll wok_file_unlink_cancel(struct wok_file_unlink *self, struct wok_context *cx);
void wok_file_unlink_drop(struct wok_file_unlink *self);
WOK_CANCEL(restartable)
wok_async int wok_file_unlink(const char *path)
    WOK_FUTURE(struct wok_file_unlink, wok_file_unlink_init, wok_file_unlink_poll,
               wok_file_unlink_cancel, wok_file_unlink_drop);

/*
 * Make a folder; `mode` is cut by the umask. Errors of mkdir(2).
 */
struct wok_file_make_folder {
    struct wok_blocking_call call;
    const char *path;
    unsigned mode;
    int result;
};
void wok_file_make_folder_init(struct wok_file_make_folder *self, const char *path, unsigned mode);
enum wok_poll wok_file_make_folder_poll(struct wok_file_make_folder *self, struct wok_context *cx);
enum wok_poll wok_file_make_folder_cancel(struct wok_file_make_folder *self,
                                          struct wok_context *cx);
void wok_file_make_folder_drop(struct wok_file_make_folder *self);
WOK_CANCEL(restartable)
wok_async int wok_file_make_folder(const char *path, unsigned mode)
    WOK_FUTURE(struct wok_file_make_folder, wok_file_make_folder_init, wok_file_make_folder_poll,
               wok_file_make_folder_cancel, wok_file_make_folder_drop);

/*
 * Begin to list a folder.
 *
 * Result   0.
 * Errors   Any error of open(2). -ENOMEM. -EAGAIN.
 * Owner    *out is the caller's to close with wok_folder_close. Unchanged on error.
 * Threads  Any.
 * Cancel   As wok_file_open.
 */
struct wok_folder_open {
    struct wok_blocking_call call;
    const char *path;
    struct wok_folder **out;
    struct wok_folder *opened;
    int result;
};
void wok_folder_open_init(struct wok_folder_open *self, const char *path, struct wok_folder **out);
enum wok_poll wok_folder_open_poll(struct wok_folder_open *self, struct wok_context *cx);
enum wok_poll wok_folder_open_cancel(struct wok_folder_open *self, struct wok_context *cx);
void wok_folder_open_drop(struct wok_folder_open *self);
WOK_CANCEL(restartable)
wok_async int wok_folder_open(const char *path, struct wok_folder **out)
    WOK_FUTURE(struct wok_folder_open, wok_folder_open_init, wok_folder_open_poll,
               wok_folder_open_cancel, wok_folder_open_drop);

/*
 * The next entry, in no order; "." and ".." are left out. One call at a time for one folder.
 *
 * Result   1, with *out filled in; 0 when there is none left.
 * Errors   Any error of getdents(2). -EAGAIN, -ENOMEM: no thread could be started.
 * Threads  Any.
 * Cancel   Waits for a call that has begun. No entry is lost.
 */
struct wok_folder_next {
    struct wok_blocking_call call;
    struct wok_folder *folder;
    struct wok_folder_entry *out;
    int result;
};
void wok_folder_next_init(struct wok_folder_next *self, struct wok_folder *folder,
                          struct wok_folder_entry *out);
enum wok_poll wok_folder_next_poll(struct wok_folder_next *self, struct wok_context *cx);
enum wok_poll wok_folder_next_cancel(struct wok_folder_next *self, struct wok_context *cx);
void wok_folder_next_drop(struct wok_folder_next *self);
WOK_CANCEL(restartable)
wok_async int wok_folder_next(struct wok_folder *folder, struct wok_folder_entry *out)
    WOK_FUTURE(struct wok_folder_next, wok_folder_next_init, wok_folder_next_poll,
               wok_folder_next_cancel, wok_folder_next_drop);

/*
 * Send bytes of a file to a socket without bringing them into memory: sendfile(2). The disk is waited
 * for on a thread for files, the socket as by wok_write, so no worker waits for either.
 *
 * Result   Bytes sent, at most `size`; 0 at the end of the file.
 * Errors   -EBADF: the stream is closed. -ECANCELED: closed while waiting. Any error of sendfile(2).
 *          -EAGAIN, -ENOMEM: no thread could be started.
 * Owner    `file` stays open until the future is over.
 * Threads  Any. The file's position is neither used nor moved.
 * Cancel   Waits for a call that has begun: some bytes may have been sent, and the stream is fit for
 *          closing only.
 */
struct wok_send_file {
    struct wok_blocking_call call;
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait wait;
    struct wok_file *file;
    uint64_t offset;
    size_t size;
    ssize_t result;
};
void wok_send_file_init(struct wok_send_file *self, struct wok_descriptor *descriptor,
                        struct wok_file *file, uint64_t offset, size_t size);
enum wok_poll wok_send_file_poll(struct wok_send_file *self, struct wok_context *cx);
enum wok_poll wok_send_file_cancel(struct wok_send_file *self, struct wok_context *cx);
void wok_send_file_drop(struct wok_send_file *self);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_send_file(struct wok_descriptor *descriptor, struct wok_file *file,
                                uint64_t offset, size_t size)
    WOK_FUTURE(struct wok_send_file, wok_send_file_init, wok_send_file_poll, wok_send_file_cancel,
               wok_send_file_drop);

#ifdef __cplusplus
}
#endif

#endif
