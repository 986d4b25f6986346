/*
 * file.c: what each operation of <wok/file.h> does on its thread, and the handles.
 *
 * A handle is a number and the table that it belongs to; the kernel keeps everything else.
 */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "file/operations.h"
#include "file/ring_call.h"
#include "reactor/reactor.h"

enum { LISTING_SIZE = 8192, NAMES_MAX = 100 };

struct wok_file {
    struct wok__system *system;
    int number;
};

/* Entries as the kernel gave them, from `next` to `end`. One operation at a time uses them. */
struct wok_folder {
    struct wok__system *system;
    int number;
    uint32_t next, end; /* bytes */
    _Alignas(8) char entries[LISTING_SIZE];
};

/* What getdents64 writes. */
struct kernel_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    unsigned char type;
    char name[];
};

/* The future that a call stands at the beginning of. */
#define SELF(operation) struct operation *self = (struct operation *)call

/* The pool is that of the table that the future was polled under. */
static struct wok__system *system_of(const struct wok_blocking_call *call) {
    return wok__call_system(call);
}

#define UNINTERRUPTED(answer, function)                                                            \
    do                                                                                             \
        answer = function;                                                                         \
    while (answer == -EINTR)

/* Opening and closing */

/* Wrap a number, which is closed when there is no memory for its handle. */
static int file_wrap(struct wok__system *system, int number, struct wok_file **out) {
    if (number < 0)
        return number;
    struct wok_file *file = system->allocate(system, sizeof *file);
    if (!file) {
        system->file_close(system, number);
        return -ENOMEM;
    }
    *file = (struct wok_file){.system = system, .number = number};
    *out = file;
    return 0;
}

static int file_finish(struct wok_file *file) {
    struct wok__system *system = file->system;
    int answer = system->file_close(system, file->number);
    system->release(system, file);
    return answer;
}

void wok__file_open_run(struct wok_blocking_call *call) {
    SELF(wok_file_open);
    struct wok__system *system = system_of(call);
    int number;
    UNINTERRUPTED(number, system->file_open(system, AT_FDCWD, self->path, self->flags, self->mode));
    self->result = file_wrap(system, number, &self->opened);
}

static bool has_no_nameless_files(int error) {
    return error == -EOPNOTSUPP || error == -EISDIR || error == -EINVAL;
}

/* A file of a name that nobody can guess, which is removed at once. */
static int open_and_unlink(struct wok__system *system, const char *folder) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    char path[4096];
    size_t size = strlen(folder);
    if (size + 16 > sizeof path)
        return -ENAMETOOLONG;
    memcpy(path, folder, size);
    memcpy(path + size, "/.wok-", 6);
    for (int tries = 0; tries < NAMES_MAX; tries++) {
        unsigned char random[8];
        int answer = system->random(system, random, sizeof random);
        if (answer < 0)
            return answer;
        for (size_t i = 0; i < sizeof random; i++)
            path[size + 6 + i] = letters[random[i] % 32];
        path[size + 14] = '\0';
        answer = system->file_open(system, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (answer >= 0)
            system->file_unlink(system, path);
        if (answer != -EEXIST && answer != -EINTR)
            return answer;
    }
    return -EEXIST;
}

void wok__file_temporary_run(struct wok_blocking_call *call) {
    SELF(wok_file_temporary);
    struct wok__system *system = system_of(call);
    int number;
    UNINTERRUPTED(number,
                  system->file_open(system, AT_FDCWD, self->folder, O_TMPFILE | O_RDWR, 0600));
    if (has_no_nameless_files(number))
        number = open_and_unlink(system, self->folder);
    self->result = file_wrap(system, number, &self->opened);
}

void wok__file_close_run(struct wok_blocking_call *call) {
    SELF(wok_file_close);
    self->result = file_finish(self->file);
    self->file = NULL;
}

enum wok_poll wok_file_close_poll(struct wok_file_close *self, struct wok_context *cx) {
    int error;
    if (wok__file_call_poll(&self->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    if (error < 0) /* it has to be closed, thread or not */
        wok__file_close_run(&self->call);
    return WOK_READY;
}

/* Once polled the file is closed all the same. */
enum wok_poll wok_file_close_cancel(struct wok_file_close *self, struct wok_context *cx) {
    bool has_begun = self->call.pool || wok__file_call_is_in_ring(&self->call);
    if (wok__file_call_cancel(&self->call, cx) == WOK_PENDING)
        return WOK_PENDING;
    if (has_begun && self->file)
        wok__file_close_run(&self->call);
    return WOK_READY;
}

void wok_file_close_drop(struct wok_file_close *self) {
    (void)self;
}

void wok_file_abandon(struct wok_file *file) {
    if (file)
        file_finish(file);
}

int wok_file_adopt(int number, struct wok_file **out) {
    struct wok__system *system = wok__system_here();
    struct wok_file *file = system->allocate(system, sizeof *file);
    if (!file)
        return -ENOMEM;
    *file = (struct wok_file){.system = system, .number = number};
    *out = file;
    return 0;
}

int wok_file_number(const struct wok_file *file) {
    return file->number;
}

struct wok__system *wok__file_system(const struct wok_file *file) {
    return file->system;
}

/* Reading and writing */

void wok__file_read_run(struct wok_blocking_call *call) {
    SELF(wok_file_read);
    struct wok__system *system = self->file->system;
    UNINTERRUPTED(self->result,
                  system->file_read(system, self->file->number, self->buffer, self->size));
}

void wok__file_write_run(struct wok_blocking_call *call) {
    SELF(wok_file_write);
    struct wok__system *system = self->file->system;
    UNINTERRUPTED(self->result,
                  system->file_write(system, self->file->number, self->buffer, self->size));
}

void wok__file_read_at_run(struct wok_blocking_call *call) {
    SELF(wok_file_read_at);
    struct wok__system *system = self->file->system;
    UNINTERRUPTED(self->result, system->file_read_at(system, self->file->number, self->buffer,
                                                     self->size, self->offset));
}

void wok__file_write_at_run(struct wok_blocking_call *call) {
    SELF(wok_file_write_at);
    struct wok__system *system = self->file->system;
    UNINTERRUPTED(self->result, system->file_write_at(system, self->file->number, self->buffer,
                                                      self->size, self->offset));
}

void wok__file_sync_run(struct wok_blocking_call *call) {
    SELF(wok_file_sync);
    struct wok__system *system = self->file->system;
    UNINTERRUPTED(self->result, system->file_sync(system, self->file->number));
}

/* Names */

void wok__file_stat_open_run(struct wok_blocking_call *call) {
    SELF(wok_file_stat_open);
    struct wok__system *system = self->file->system;
    struct stat status;
    UNINTERRUPTED(self->result, system->file_stat(system, self->file->number, NULL, &status));
    if (self->result == 0)
        *self->out = status;
}

void wok__file_stat_run(struct wok_blocking_call *call) {
    SELF(wok_file_stat);
    struct wok__system *system = system_of(call);
    struct stat status;
    UNINTERRUPTED(self->result, system->file_stat(system, -1, self->path, &status));
    if (self->result == 0)
        *self->out = status;
}

void wok__file_rename_run(struct wok_blocking_call *call) {
    SELF(wok_file_rename);
    struct wok__system *system = system_of(call);
    UNINTERRUPTED(self->result, system->file_rename(system, self->from, self->to));
}

void wok__file_unlink_run(struct wok_blocking_call *call) {
    SELF(wok_file_unlink);
    struct wok__system *system = system_of(call);
    UNINTERRUPTED(self->result, system->file_unlink(system, self->path));
}

void wok__file_make_folder_run(struct wok_blocking_call *call) {
    SELF(wok_file_make_folder);
    struct wok__system *system = system_of(call);
    UNINTERRUPTED(self->result, system->file_make_folder(system, self->path, self->mode));
}

/* Folders */

void wok__folder_open_run(struct wok_blocking_call *call) {
    SELF(wok_folder_open);
    struct wok__system *system = system_of(call);
    int number;
    UNINTERRUPTED(number,
                  system->file_open(system, AT_FDCWD, self->path, O_RDONLY | O_DIRECTORY, 0));
    self->result = number;
    if (number < 0)
        return;
    struct wok_folder *folder = system->allocate(system, sizeof *folder);
    if (!folder) {
        system->file_close(system, number);
        self->result = -ENOMEM;
        return;
    }
    folder->system = system;
    folder->number = number;
    folder->next = folder->end = 0;
    self->opened = folder;
    self->result = 0;
}

/* Ask the kernel for more entries: how many bytes there are, 0 at the end. */
void wok__folder_next_run(struct wok_blocking_call *call) {
    SELF(wok_folder_next);
    struct wok_folder *folder = self->folder;
    struct wok__system *system = folder->system;
    ssize_t size;
    UNINTERRUPTED(size, system->file_list(system, folder->number, folder->entries, LISTING_SIZE));
    folder->next = 0;
    folder->end = size > 0 ? (uint32_t)size : 0;
    self->result = (int)size;
}

static bool is_self_or_parent(const char *name) {
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* The next entry that was read already. */
static bool take_entry(struct wok_folder *folder, struct wok_folder_entry *out) {
    while (folder->next < folder->end) {
        const struct kernel_entry *entry = (const void *)(folder->entries + folder->next);
        folder->next += entry->size;
        if (is_self_or_parent(entry->name))
            continue;
        out->inode = entry->inode;
        out->type = entry->type;
        size_t size = strnlen(entry->name, sizeof out->name - 1);
        memcpy(out->name, entry->name, size);
        out->name[size] = '\0';
        return true;
    }
    return false;
}

/* Most entries are there; the pool is asked for a buffer full of them at a time. */
enum wok_poll wok_folder_next_poll(struct wok_folder_next *self, struct wok_context *cx) {
    for (;;) {
        bool is_asking = self->call.pool;
        if (!is_asking && take_entry(self->folder, self->out)) {
            self->result = 1;
            return WOK_READY;
        }
        int error;
        if (wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
            return WOK_PENDING;
        if (error < 0)
            self->result = error;
        if (self->result <= 0)
            return WOK_READY;
        wok__call_init(&self->call, WOK__POOL_FILES, wok__folder_next_run);
    }
}

enum wok_poll wok_folder_next_cancel(struct wok_folder_next *self, struct wok_context *cx) {
    return wok__call_cancel(&self->call, cx);
}

void wok_folder_next_drop(struct wok_folder_next *self) {
    (void)self;
}

void wok_folder_close(struct wok_folder *folder) {
    if (!folder)
        return;
    struct wok__system *system = folder->system;
    system->file_close(system, folder->number);
    system->release(system, folder);
}

/* The same through a ring */

/* A completion's result is an int, so no more is asked for at once. */
static uint32_t size_at_once(size_t size) {
    return size < INT32_MAX ? (uint32_t)size : INT32_MAX;
}

static void open_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_open);
    submission->path = self->path;
    submission->flags = self->flags;
    submission->mode = self->mode;
}

static void open_conclude(struct wok_blocking_call *call, struct wok__system *system, int result,
                          const void *answer) {
    SELF(wok_file_open);
    (void)answer;
    self->result = file_wrap(system, result, &self->opened);
}

/*
 * Their members are the same, but for the offset. Not wok_file_write: after a write of which only a part
 * fitted the kernel leaves the position where it was (probed on 6.18).
 */
#define MOVE_THROUGH_RING(name, operation, offset_)                                                \
    static void name##_prepare(struct wok_blocking_call *call,                                     \
                               struct wok__submission *submission) {                               \
        SELF(operation);                                                                           \
        submission->number = self->file->number;                                                   \
        submission->buffer = (void *)self->buffer;                                                 \
        submission->size = size_at_once(self->size);                                               \
        submission->offset = offset_;                                                              \
    }                                                                                              \
    CONCLUDE(name, operation)

#define CONCLUDE(name, operation)                                                                  \
    static void name##_conclude(struct wok_blocking_call *call, struct wok__system *system,        \
                                int result, const void *answer) {                                  \
        SELF(operation);                                                                           \
        (void)system, (void)answer;                                                                \
        self->result = result;                                                                     \
    }

MOVE_THROUGH_RING(read, wok_file_read, UINT64_MAX)
MOVE_THROUGH_RING(read_at, wok_file_read_at, self->offset)
MOVE_THROUGH_RING(write_at, wok_file_write_at, self->offset)

static void sync_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_sync);
    submission->number = self->file->number;
}
CONCLUDE(sync, wok_file_sync)

static void rename_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_rename);
    submission->path = self->from;
    submission->other_path = self->to;
}
CONCLUDE(rename, wok_file_rename)

static void make_folder_prepare(struct wok_blocking_call *call,
                                struct wok__submission *submission) {
    SELF(wok_file_make_folder);
    submission->path = self->path;
    submission->mode = self->mode;
}
CONCLUDE(make_folder, wok_file_make_folder)

static void unlink_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_unlink);
    submission->path = self->path;
}
CONCLUDE(unlink, wok_file_unlink)

static void close_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_close);
    submission->number = self->file->number;
}

static void close_conclude(struct wok_blocking_call *call, struct wok__system *system, int result,
                           const void *answer) {
    SELF(wok_file_close);
    (void)answer;
    self->result = result;
    system->release(system, self->file);
    self->file = NULL;
}

static void status_write(const struct statx *from, struct stat *out) {
#define TIME(time) {.tv_sec = (time).tv_sec, .tv_nsec = (time).tv_nsec}
    *out = (struct stat){
        .st_dev = makedev(from->stx_dev_major, from->stx_dev_minor),
        .st_ino = from->stx_ino,
        .st_mode = from->stx_mode,
        .st_nlink = from->stx_nlink,
        .st_uid = from->stx_uid,
        .st_gid = from->stx_gid,
        .st_rdev = makedev(from->stx_rdev_major, from->stx_rdev_minor),
        .st_size = (off_t)from->stx_size,
        .st_blksize = from->stx_blksize,
        .st_blocks = (blkcnt_t)from->stx_blocks,
        .st_atim = TIME(from->stx_atime),
        .st_mtim = TIME(from->stx_mtime),
        .st_ctim = TIME(from->stx_ctime),
    };
#undef TIME
}

static void stat_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_stat);
    submission->path = self->path;
}

static void stat_open_prepare(struct wok_blocking_call *call, struct wok__submission *submission) {
    SELF(wok_file_stat_open);
    submission->number = self->file->number;
}

#define CONCLUDE_STATUS(name, operation)                                                           \
    static void name##_conclude(struct wok_blocking_call *call, struct wok__system *system,        \
                                int result, const void *answer) {                                  \
        SELF(operation);                                                                           \
        (void)system;                                                                              \
        self->result = result;                                                                     \
        if (result == 0)                                                                           \
            status_write(answer, self->out);                                                       \
    }
CONCLUDE_STATUS(stat, wok_file_stat)
CONCLUDE_STATUS(stat_open, wok_file_stat_open)

const struct wok__ring_way *wok__ring_way_of(const struct wok_blocking_call *call) {
#define WAY(name, operation)                                                                       \
    { wok__file_##name##_run, WOK__RING_FILE_##operation, name##_prepare, name##_conclude }
    static const struct wok__ring_way ways[] = {
        WAY(read, READ),
        WAY(read_at, READ),
        WAY(write_at, WRITE),
        WAY(sync, SYNC),
        WAY(open, OPEN),
        WAY(close, CLOSE),
        WAY(stat, STATUS),
        WAY(stat_open, STATUS),
        WAY(rename, RENAME),
        WAY(unlink, UNLINK),
        WAY(make_folder, MAKE_FOLDER),
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].run == call->run)
            return &ways[i];
    return NULL;
}
