/*
 * operations.c: the part of each future of <wok/file.h> that is the same for all: store the
 * arguments, give them to the ring or the pool, wait. What each does is in file.c.
 */
#include "file/operations.h"

#include "base/leaf.h"
#include "file/ring_call.h"

/* init is written out for each; the rest of a future whose result its _run leaves in place. */
#define WAIT_FOR_RUN(operation)                                                                    \
    WOK__LEAF_WITH(operation, WOK_FUTURE_LEAF);                                                    \
    enum wok_poll operation##_poll(struct operation *self, struct wok_context *cx) {               \
        int error;                                                                                 \
        if (wok__file_call_poll(&self->call, cx, &error) == WOK_PENDING)                           \
            return WOK_PENDING;                                                                    \
        if (error < 0)                                                                             \
            self->result = error;                                                                  \
        return WOK_READY;                                                                          \
    }                                                                                              \
    enum wok_poll operation##_cancel(struct operation *self, struct wok_context *cx) {             \
        return wok__file_call_cancel(&self->call, cx);                                             \
    }                                                                                              \
    void operation##_drop(struct operation *self) {                                                \
        (void)self;                                                                                \
    }

/* The same for what opens: the result is handed over by poll, or closed again by cancel. */
#define WAIT_FOR_OPENED(operation, close_again)                                                    \
    WOK__LEAF_WITH(operation, WOK_FUTURE_LEAF);                                                    \
    enum wok_poll operation##_poll(struct operation *self, struct wok_context *cx) {               \
        int error;                                                                                 \
        if (wok__file_call_poll(&self->call, cx, &error) == WOK_PENDING)                           \
            return WOK_PENDING;                                                                    \
        if (error < 0)                                                                             \
            self->result = error;                                                                  \
        if (self->result == 0)                                                                     \
            *self->out = self->opened;                                                             \
        self->opened = NULL;                                                                       \
        return WOK_READY;                                                                          \
    }                                                                                              \
    enum wok_poll operation##_cancel(struct operation *self, struct wok_context *cx) {             \
        if (wok__file_call_cancel(&self->call, cx) == WOK_PENDING)                                 \
            return WOK_PENDING;                                                                    \
        close_again(self->opened);                                                                 \
        self->opened = NULL;                                                                       \
        return WOK_READY;                                                                          \
    }                                                                                              \
    void operation##_drop(struct operation *self) {                                                \
        (void)self;                                                                                \
    }

/* The ordinary function of the same name, for code without async. */
#define BLOCK_ON(operation, type, ...)                                                             \
    struct operation cold;                                                                         \
    type result;                                                                                   \
    operation##_init(&cold, __VA_ARGS__);                                                          \
    wok_block_on_future(&operation##_type, &cold, sizeof cold, &result, __FILE__, __LINE__);       \
    return result

WAIT_FOR_OPENED(wok_file_open, wok_file_abandon)

void wok_file_open_init(struct wok_file_open *self, const char *path, int flags, unsigned mode,
                        struct wok_file **out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_open_run);
    self->path = path;
    self->flags = flags;
    self->mode = mode;
    self->out = out;
    self->opened = NULL;
}

int wok_file_open(const char *path, int flags, unsigned mode, struct wok_file **out) {
    BLOCK_ON(wok_file_open, int, path, flags, mode, out);
}

WAIT_FOR_OPENED(wok_file_temporary, wok_file_abandon)

void wok_file_temporary_init(struct wok_file_temporary *self, const char *folder,
                             struct wok_file **out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_temporary_run);
    self->folder = folder;
    self->out = out;
    self->opened = NULL;
}

int wok_file_temporary(const char *folder, struct wok_file **out) {
    BLOCK_ON(wok_file_temporary, int, folder, out);
}

WOK__LEAF_WITH(wok_file_close, WOK_FUTURE_LEAF);

void wok_file_close_init(struct wok_file_close *self, struct wok_file *file) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_close_run);
    self->file = file;
}

int wok_file_close(struct wok_file *file) {
    BLOCK_ON(wok_file_close, int, file);
}

WAIT_FOR_RUN(wok_file_read)

void wok_file_read_init(struct wok_file_read *self, struct wok_file *file, void *buffer,
                        size_t size) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_read_run);
    self->file = file;
    self->buffer = buffer;
    self->size = size;
}

ssize_t wok_file_read(struct wok_file *file, void *buffer, size_t size) {
    BLOCK_ON(wok_file_read, ssize_t, file, buffer, size);
}

WAIT_FOR_RUN(wok_file_write)

void wok_file_write_init(struct wok_file_write *self, struct wok_file *file, const void *buffer,
                         size_t size) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_write_run);
    self->file = file;
    self->buffer = buffer;
    self->size = size;
}

ssize_t wok_file_write(struct wok_file *file, const void *buffer, size_t size) {
    BLOCK_ON(wok_file_write, ssize_t, file, buffer, size);
}

WAIT_FOR_RUN(wok_file_read_at)

void wok_file_read_at_init(struct wok_file_read_at *self, struct wok_file *file, void *buffer,
                           size_t size, uint64_t offset) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_read_at_run);
    self->file = file;
    self->buffer = buffer;
    self->size = size;
    self->offset = offset;
}

ssize_t wok_file_read_at(struct wok_file *file, void *buffer, size_t size, uint64_t offset) {
    BLOCK_ON(wok_file_read_at, ssize_t, file, buffer, size, offset);
}

WAIT_FOR_RUN(wok_file_write_at)

void wok_file_write_at_init(struct wok_file_write_at *self, struct wok_file *file,
                            const void *buffer, size_t size, uint64_t offset) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_write_at_run);
    self->file = file;
    self->buffer = buffer;
    self->size = size;
    self->offset = offset;
}

ssize_t wok_file_write_at(struct wok_file *file, const void *buffer, size_t size, uint64_t offset) {
    BLOCK_ON(wok_file_write_at, ssize_t, file, buffer, size, offset);
}

WAIT_FOR_RUN(wok_file_sync)

void wok_file_sync_init(struct wok_file_sync *self, struct wok_file *file) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_sync_run);
    self->file = file;
}

int wok_file_sync(struct wok_file *file) {
    BLOCK_ON(wok_file_sync, int, file);
}

WAIT_FOR_RUN(wok_file_stat_open)

void wok_file_stat_open_init(struct wok_file_stat_open *self, struct wok_file *file,
                             struct stat *out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_stat_open_run);
    self->file = file;
    self->out = out;
}

int wok_file_stat_open(struct wok_file *file, struct stat *out) {
    BLOCK_ON(wok_file_stat_open, int, file, out);
}

WAIT_FOR_RUN(wok_file_stat)

void wok_file_stat_init(struct wok_file_stat *self, const char *path, struct stat *out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_stat_run);
    self->path = path;
    self->out = out;
}

int wok_file_stat(const char *path, struct stat *out) {
    BLOCK_ON(wok_file_stat, int, path, out);
}

WAIT_FOR_RUN(wok_file_rename)

void wok_file_rename_init(struct wok_file_rename *self, const char *from, const char *to) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_rename_run);
    self->from = from;
    self->to = to;
}

int wok_file_rename(const char *from, const char *to) {
    BLOCK_ON(wok_file_rename, int, from, to);
}

WAIT_FOR_RUN(wok_file_unlink)

void wok_file_unlink_init(struct wok_file_unlink *self, const char *path) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_unlink_run);
    self->path = path;
}

int wok_file_unlink(const char *path) {
    BLOCK_ON(wok_file_unlink, int, path);
}

WAIT_FOR_RUN(wok_file_make_folder)

void wok_file_make_folder_init(struct wok_file_make_folder *self, const char *path, unsigned mode) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__file_make_folder_run);
    self->path = path;
    self->mode = mode;
}

int wok_file_make_folder(const char *path, unsigned mode) {
    BLOCK_ON(wok_file_make_folder, int, path, mode);
}

WAIT_FOR_OPENED(wok_folder_open, wok_folder_close)

void wok_folder_open_init(struct wok_folder_open *self, const char *path, struct wok_folder **out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__folder_open_run);
    self->path = path;
    self->out = out;
    self->opened = NULL;
}

int wok_folder_open(const char *path, struct wok_folder **out) {
    BLOCK_ON(wok_folder_open, int, path, out);
}

WOK__LEAF_WITH(wok_folder_next, WOK_FUTURE_LEAF);

void wok_folder_next_init(struct wok_folder_next *self, struct wok_folder *folder,
                          struct wok_folder_entry *out) {
    wok__call_init(&self->call, WOK__POOL_FILES, wok__folder_next_run);
    self->folder = folder;
    self->out = out;
}

int wok_folder_next(struct wok_folder *folder, struct wok_folder_entry *out) {
    BLOCK_ON(wok_folder_next, int, folder, out);
}
