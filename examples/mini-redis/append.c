#include "append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "server.h"

enum { LOAD_SIZE = 64 * 1024 };

bool append_is_on(const struct append *append) {
    return append->file;
}

/* Run what is whole in the buffer. How many bytes that was, or negative errno. */
static int64_t run_whole(struct server *server, struct request *request, struct buffer *input,
                         const char **complaint) {
    struct buffer reply = {0};
    size_t used = 0;
    int64_t size;
    while ((size = request_parse(request, input->data + used, input->size - used, complaint)) > 0) {
        struct call call = {.server = server,
                            .words = request->words,
                            .count = request->count,
                            .reply = &reply,
                            .now_ms = 1}; /* what has ended meanwhile ends behind the log */
        if (request->count)
            command_run(&call);
        bool is_refused = reply.size && reply.data[0] == '-';
        reply.size = 0;
        if (is_refused) {
            *complaint = "a command in it was refused";
            size = -EINVAL;
            break;
        }
        used += (size_t)size;
    }
    buffer_free(&reply);
    if (size < 0)
        return size;
    buffer_consume(input, used);
    return (int64_t)used;
}

/* Where the last whole command ends, or negative errno. */
static async int64_t load(struct wok_file *file, struct server *server, const char **complaint) {
    struct request request = {0};
    struct buffer input = {0};
    int64_t end = 0;
    defer request_free(&request);
    defer buffer_free(&input);
    for (;;) {
        if (!buffer_reserve(&input, LOAD_SIZE))
            return -ENOMEM;
        ssize_t size = await wok_file_read(file, input.data + input.size, LOAD_SIZE);
        if (size < 0)
            return size;
        if (size == 0)
            return end;
        input.size += (size_t)size;
        int64_t used = run_whole(server, &request, &input, complaint);
        if (used < 0)
            return used;
        end += used;
    }
}

/* On the blocking pool: two calls that the file functions do not have. */
struct cut {
    int number;
    int64_t end;
    bool is_shorter;
};

static int cut_behind(void *argument) {
    struct cut *cut = argument;
    off_t size = lseek(cut->number, 0, SEEK_END);
    if (size < 0)
        return -errno;
    cut->is_shorter = size > cut->end;
    if (cut->is_shorter && ftruncate(cut->number, cut->end) < 0)
        return -errno;
    return lseek(cut->number, cut->end, SEEK_SET) < 0 ? -errno : 0;
}

async int append_open(struct append *append, const char *path, enum append_policy policy,
                      struct server *server, const char **complaint) {
    struct wok_file *file;
    *complaint = NULL;
    int error = await wok_file_open(path, O_RDWR | O_CREAT, 0644, &file);
    if (error)
        return error;
    int64_t end = await load(file, server, complaint);
    struct cut cut = {.number = wok_file_number(file), .end = end};
    error = end < 0 ? (int)end : await wok_blocking(cut_behind, &cut);
    if (error) {
        (void)await wok_file_close(file);
        return error;
    }
    if (cut.is_shorter)
        fprintf(stderr, "mini-redis: %s: a last command that was not whole was cut off\n", path);
    append->policy = policy;
    append->file = file;
    return 0;
}

async int append_take(struct append *append, struct buffer *log, uint64_t *position) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    bool was_empty = append->pending.size == 0;
    int error = append->error;
    if (error == 0 && (log->failed || !buffer_reserve(&append->pending, log->size)))
        error = -ENOMEM;
    if (error == 0) {
        buffer_put(&append->pending, log->data, log->size);
        append->taken += log->size;
        *position = append->taken;
    } else {
        append->pending.failed = false;
    }
    log->size = 0;
    log->failed = false;
    if (was_empty && error == 0)
        wok_condition_broadcast(&append->changed);
    return error;
}

async int append_wait(struct append *append, uint64_t position) {
    const uint64_t *safe =
        append->policy == APPEND_ALWAYS ? &append->durable : &append->written;
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    while (*safe < position && append->error == 0)
        await wok_condition_wait(&append->changed, &append->mutex);
    return *safe < position ? append->error : 0;
}

static async int write_whole(struct wok_file *file, const char *data, size_t size) {
    while (size) {
        ssize_t written = await wok_file_write(file, data, size);
        if (written <= 0)
            return written ? (int)written : -EIO;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

/* Swap the batch, which is over, for what has come meanwhile; false: there will be no more. */
static async bool next_batch(struct append *append, struct buffer *batch) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    while (append->pending.size == 0 && !append->is_closing)
        await wok_condition_wait(&append->changed, &append->mutex);
    struct buffer empty = *batch;
    empty.size = 0;
    *batch = append->pending;
    append->pending = empty;
    return batch->size > 0;
}

static async void note_written(struct append *append, size_t size, bool is_durable, int error) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    append->error = append->error ? append->error : error;
    if (error == 0)
        append->written += size;
    if (error == 0 && is_durable)
        append->durable = append->written;
    wok_condition_broadcast(&append->changed);
}

/* The memory of two batches goes to and fro: handing one over never waits for the disk. */
async void append_run(struct append *append) {
    struct buffer batch = {0};
    bool syncs = append->policy == APPEND_ALWAYS;
    int error = 0;
    defer buffer_free(&batch);
    while (error == 0 && await next_batch(append, &batch)) {
        error = await write_whole(append->file, batch.data, batch.size);
        if (error == 0 && syncs)
            error = await wok_file_sync(append->file);
        await note_written(append, batch.size, syncs, error);
    }
}

static async uint64_t position_to_sync(struct append *append) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    return append->error ? append->durable : append->written;
}

static async void note_synced(struct append *append, uint64_t position, int error) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    if (error == 0 && position > append->durable)
        append->durable = position;
    append->error = append->error ? append->error : error;
}

async void append_sync_each_second(struct append *append) {
    for (;;) {
        await wok_sleep(1 * WOK_S);
        uint64_t position = await position_to_sync(append);
        if (append->file && position > append->durable)
            await note_synced(append, position, await wok_file_sync(append->file));
    }
}

static async int until_written(struct append *append) {
    await wok_mutex_lock(&append->mutex);
    defer wok_mutex_unlock(&append->mutex);
    append->is_closing = true;
    wok_condition_broadcast(&append->changed);
    while (append->written < append->taken && append->error == 0)
        await wok_condition_wait(&append->changed, &append->mutex);
    return append->error;
}

async int append_close(struct append *append) {
    if (!append->file)
        return 0;
    int error = await until_written(append);
    if (error == 0)
        error = await wok_file_sync(append->file);
    int closed = await wok_file_close(append->file);
    append->file = NULL;
    return error ? error : closed;
}
