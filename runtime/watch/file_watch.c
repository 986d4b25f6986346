/*
 * file_watch.c: events, one at a time, out of a reader's window.
 *
 * The kernel gives whole events only, and refuses to read where the next one would not fit. So the
 * window is filled when it is empty, and then has room for three of the longest; what is in it is taken
 * without another read.
 */
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <wok/wok.h>

#include "file/notify.h"

_Static_assert(WOK_FILE_WATCH_CHANGED == IN_MODIFY && WOK_FILE_WATCH_ATTRIBUTES == IN_ATTRIB &&
                   WOK_FILE_WATCH_WRITTEN == IN_CLOSE_WRITE && WOK_FILE_WATCH_MOVED_AWAY == IN_MOVED_FROM &&
                   WOK_FILE_WATCH_MOVED_HERE == IN_MOVED_TO && WOK_FILE_WATCH_CREATED == IN_CREATE &&
                   WOK_FILE_WATCH_REMOVED == IN_DELETE &&
                   WOK_FILE_WATCH_GONE == (IN_DELETE_SELF | IN_MOVE_SELF) &&
                   WOK_FILE_WATCH_LOST == IN_Q_OVERFLOW && WOK_FILE_WATCH_ENDED == IN_IGNORED,
               "the bits are the kernel's");

enum {
    BITS_TO_ASK = WOK_FILE_WATCH_CHANGED | WOK_FILE_WATCH_ATTRIBUTES | WOK_FILE_WATCH_WRITTEN |
                  WOK_FILE_WATCH_MOVED_AWAY | WOK_FILE_WATCH_MOVED_HERE | WOK_FILE_WATCH_CREATED |
                  WOK_FILE_WATCH_REMOVED | WOK_FILE_WATCH_GONE,
};

int wok_file_watch_open(struct wok_file_watch *self) {
    struct wok_descriptor *descriptor;
    int error = wok__notify_open(&descriptor);
    if (error)
        return error;
    self->descriptor = descriptor;
    wok_reader_of_descriptor(&self->reader, descriptor, self->memory, sizeof self->memory);
    return 0;
}

void wok_file_watch_close(struct wok_file_watch *self) {
    wok_abandon(self->descriptor);
    self->descriptor = NULL;
}

int wok_file_watch_add(struct wok_file_watch *self, const char *path, uint32_t what, int *number) {
    if (what == 0 || (what & ~(uint32_t)BITS_TO_ASK))
        return -EINVAL;
    int answer = wok__notify_add(self->descriptor, path, what);
    if (answer < 0)
        return answer;
    *number = answer;
    return 0;
}

int wok_file_watch_remove(struct wok_file_watch *self, int number) {
    return wok__notify_remove(self->descriptor, number);
}

static void take(struct wok_reader *reader, struct wok_file_watch_event *out) {
    struct inotify_event event;
    memcpy(&event, wok_reader_bytes(reader), sizeof event);
    out->number = event.wd < 0 ? 0 : event.wd;
    out->what = event.mask & (BITS_TO_ASK | WOK_FILE_WATCH_LOST | WOK_FILE_WATCH_ENDED);
    out->pair = event.cookie;
    out->name[0] = 0;
    if (event.len)
        strncpy(out->name, wok_reader_bytes(reader) + sizeof event, sizeof out->name - 1);
    out->name[sizeof out->name - 1] = 0;
    wok_reader_consume(reader, sizeof event + event.len);
}

async int wok_file_watch_next(struct wok_file_watch *self, struct wok_file_watch_event *out) {
    if (!self->descriptor)
        return -EBADF;
    ssize_t filled = await wok_reader_fill(&self->reader, sizeof(struct inotify_event));
    if (filled <= 0)
        return filled ? (int)filled : -EBADF;
    take(&self->reader, out);
    return 0;
}
