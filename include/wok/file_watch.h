/*
 * <wok/file_watch.h>: changes of files and folders as something to await (inotify).
 *
 *     struct wok_file_watch watch;
 *     struct wok_file_watch_event event;
 *     int error = wok_file_watch_open(&watch);
 *     ...
 *     defer wok_file_watch_close(&watch);
 *     error = wok_file_watch_add(&watch, "/var/log", WOK_FILE_WATCH_CHANGED | WOK_FILE_WATCH_CREATED, &number);
 *     while (await wok_file_watch_next(&watch, &event) == 0)
 *         ...
 *
 * A folder tells of what is in it, by name, and not of folders further down. Who wants to know about a
 * file that may be replaced watches its folder. Changes on network file systems are not seen.
 */
#ifndef WOK_FILE_WATCH_H
#define WOK_FILE_WATCH_H

#include <wok/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What may be watched for. */
enum wok_file_watch_change {
    WOK_FILE_WATCH_CHANGED = 0x002,    /* was written to, or cut */
    WOK_FILE_WATCH_ATTRIBUTES = 0x004, /* owner, mode, times, links */
    WOK_FILE_WATCH_WRITTEN = 0x008,    /* was closed by somebody who could write */
    WOK_FILE_WATCH_MOVED_AWAY = 0x040, /* in a folder: has this name no more */
    WOK_FILE_WATCH_MOVED_HERE = 0x080, /* in a folder: has this name now; the same `pair` as the above */
    WOK_FILE_WATCH_CREATED = 0x100,    /* in a folder */
    WOK_FILE_WATCH_REMOVED = 0x200,    /* in a folder */
    WOK_FILE_WATCH_GONE = 0xc00,       /* what is watched itself was removed or moved */
    /* Told whether asked for or not. */
    WOK_FILE_WATCH_LOST = 0x4000,  /* too many changes: some were not told; `number` is 0 */
    WOK_FILE_WATCH_ENDED = 0x8000, /* the number is over: its file is gone, or it was removed */
};

struct wok_file_watch_event {
    int number;     /* which of the things that are watched; 0: none, see WOK_FILE_WATCH_LOST */
    uint32_t what;  /* enum wok_file_watch_change */
    uint32_t pair;  /* of a move, not 0: the two events of one move have the same */
    char name[256]; /* in a folder: of what; else "" */
};

/* The members are private. Not to be moved once opened. */
struct wok_file_watch {
    struct wok_descriptor *descriptor;
    struct wok_reader reader;
    char memory[1024] __attribute__((__aligned__(8)));
};

/*
 * Open: 0, or -EMFILE (too many, see fs.inotify.max_user_instances), -ENOMEM; -ENOSYS on a simulated
 * machine. On error there is nothing to close. Waits for nothing.
 */
int wok_file_watch_open(struct wok_file_watch *self);
/* Who waits gets -ECANCELED. For use in a defer. Closing twice, or what is all zero, is fine. */
void wok_file_watch_close(struct wok_file_watch *self);

/*
 * Watch a path for the changes in `what`; a path that is watched already gets the new ones instead.
 * Waits for nothing but the path's file system.
 *
 * Errors   -EBADF: closed. -ENOENT, -EACCES, and others of inotify_add_watch(2); -ENOSPC: more than
 *          fs.inotify.max_user_watches. *number changes on success only.
 * Threads  Any, also during wok_file_watch_next.
 */
int wok_file_watch_add(struct wok_file_watch *self, const char *path, uint32_t what, int *number);
/* 0, -EBADF, or -EINVAL: there is no such number. WOK_FILE_WATCH_ENDED follows. */
int wok_file_watch_remove(struct wok_file_watch *self, int number);

/*
 * Wait for the next change, in the order in which they happened.
 *
 * Result   0, and *out; else unchanged.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting.
 * Threads  Any, one wait at a time.
 * Cancel   Synchronous; no event is lost.
 */
WOK_CANCEL(restartable)
wok_async int wok_file_watch_next(struct wok_file_watch *self, struct wok_file_watch_event *out);

#ifdef __cplusplus
}
#endif

#endif
