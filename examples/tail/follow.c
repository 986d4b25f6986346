#include "follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

static int complain(const struct follow *follow, const char *what, int error) {
    fprintf(stderr, "tail: %s: %s: %s\n", follow->path, what, strerror(-error));
    return error;
}

/* Header and bytes stay together: the mutex is held across the writes. */
static async int print(struct follow *follow, const char *bytes, size_t size) {
    struct output *output = follow->output;
    await wok_mutex_lock(&output->mutex);
    defer wok_mutex_unlock(&output->mutex);
    if (output->has_headers && output->last != follow) {
        char header[600];
        int length = snprintf(header, sizeof header, "%s==> %.500s <==\n", output->last ? "\n" : "",
                              follow->path);
        ssize_t written = await wok_fd_write_all(1, header, (size_t)length);
        if (written < 0)
            return (int)written;
        output->last = follow;
    }
    ssize_t written = await wok_fd_write_all(1, bytes, size);
    return written < 0 ? (int)written : 0;
}

/* What stands behind the offset. 0, or negative errno. */
static async int print_new(struct follow *follow) {
    char *block = malloc(BLOCK_SIZE);
    if (!block)
        return -ENOMEM;
    defer free(block);
    for (;;) {
        ssize_t size = await wok_file_read_at(follow->file, block, BLOCK_SIZE, follow->offset);
        if (size <= 0)
            return (int)size;
        int error = await print(follow, block, (size_t)size);
        if (error)
            return error;
        follow->offset += (uint64_t)size;
    }
}

/* Walk back from the end, block by block, until the lines are found: *offset is where they begin. */
static async int find_lines(struct follow *follow, uint64_t end, uint64_t *offset) {
    char *block = malloc(BLOCK_SIZE);
    uint64_t newlines = 0, begin = end;
    if (!block)
        return -ENOMEM;
    defer free(block);
    while (begin > 0) {
        uint64_t size = begin < BLOCK_SIZE ? begin : BLOCK_SIZE;
        ssize_t count = await wok_file_read_at(follow->file, block, size, begin - size);
        if (count < 0)
            return (int)count;
        for (uint64_t i = (uint64_t)count; i > 0; i--) {
            uint64_t at = begin - size + i; /* behind the byte that is looked at */
            if (block[i - 1] != '\n' || at == end || ++newlines < follow->lines)
                continue;
            *offset = follow->lines ? at : end;
            return 0;
        }
        begin -= size;
    }
    *offset = follow->lines ? 0 : end;
    return 0;
}

static async void drop(struct follow *follow) {
    if (follow->file)
        (void)await wok_file_close(follow->file);
    follow->file = NULL;
}

/* The file of that name, if there is one; `from_end`: only its last lines are wanted. */
static async int open_file(struct follow *follow, bool from_end) {
    int error = await wok_file_open(follow->path, O_RDONLY, 0, &follow->file);
    if (error)
        return error;
    error = await wok_file_stat_open(follow->file, &follow->identity);
    follow->offset = 0;
    if (!error && from_end && S_ISREG(follow->identity.st_mode))
        error = await find_lines(follow, (uint64_t)follow->identity.st_size, &follow->offset);
    if (error)
        await drop(follow);
    return error;
}

/* Look whether the name still means the file that is open, and whether it was cut. */
static async int look(struct follow *follow) {
    struct stat now;
    int error = follow->file ? await print_new(follow) : 0;
    if (error)
        return error;
    error = await wok_file_stat(follow->path, &now);
    bool is_same = !error && follow->file && now.st_ino == follow->identity.st_ino &&
                   now.st_dev == follow->identity.st_dev;
    if (is_same) {
        if ((uint64_t)now.st_size >= follow->offset)
            return 0;
        complain(follow, "it was cut", -ESTALE);
        follow->offset = 0;
        return await print_new(follow);
    }
    await drop(follow);
    if (!error && await open_file(follow, /* from_end */ false) == 0)
        return await print_new(follow);
    return 0; /* it may come back */
}

/* The folder of the path, and the name in it. */
static int folder_of(const char *path, char *folder, size_t size, const char **name) {
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 0;
    *name = slash ? slash + 1 : path;
    int needed = !slash         ? snprintf(folder, size, ".")
                 : length == 0  ? snprintf(folder, size, "/")
                                : snprintf(folder, size, "%.*s", length, path);
    return (size_t)needed < size ? 0 : -ENAMETOOLONG;
}

/* Until something happens to the name, or so much happened that nobody knows. */
static async int next_change(struct wok_file_watch *watch, const char *name) {
    struct wok_file_watch_event event;
    do {
        int error = await wok_file_watch_next(watch, &event);
        if (error)
            return error;
        if (event.what & (WOK_FILE_WATCH_GONE | WOK_FILE_WATCH_ENDED))
            return -ENOENT; /* the folder itself */
    } while (!(event.what & WOK_FILE_WATCH_LOST) && strcmp(event.name, name) != 0);
    return 0;
}

async int follow_run(struct follow *follow) {
    struct wok_file_watch watch;
    char folder[4096];
    const char *name;
    int number, error = folder_of(follow->path, folder, sizeof folder, &name);
    if (!error)
        error = wok_file_watch_open(&watch);
    if (error)
        return complain(follow, "cannot be watched", error);
    defer wok_file_watch_close(&watch);
    error = wok_file_watch_add(&watch, folder,
                          WOK_FILE_WATCH_CHANGED | WOK_FILE_WATCH_CREATED | WOK_FILE_WATCH_MOVED_HERE |
                              WOK_FILE_WATCH_MOVED_AWAY | WOK_FILE_WATCH_REMOVED | WOK_FILE_WATCH_GONE,
                          &number);
    if (error)
        return complain(follow, "its folder cannot be watched", error);
    error = await open_file(follow, /* from_end */ true);
    if (error)
        complain(follow, "not there yet", error);
    for (;;) {
        error = await look(follow);
        if (!error)
            error = await next_change(&watch, name);
        if (error)
            return complain(follow, "cannot be followed", error);
    }
}
