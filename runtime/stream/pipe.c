/*
 * pipe.c: a pipe in memory: what one task writes another reads, with room for so many bytes between.
 *
 *     memory |  room  | begin  used … |  room  | capacity      (and around the end)
 *
 * The lock protects everything but the two notifies, and is held for a copy at most. A notify that
 * nobody waits for is kept, so whoever looks and then waits misses nothing.
 */
#include <errno.h>
#include <string.h>
#include <wok/wok.h>

#include "platform/wait.h"
#include "stream/internal.h"

void wok_stream_pipe_init(struct wok_stream_pipe *self, void *memory, size_t capacity) {
    *self = (struct wok_stream_pipe){.memory = memory, .capacity = capacity};
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Under the lock: what is there, in two parts where it goes around the end. */
static size_t take(struct wok_stream_pipe *self, char *buffer, size_t size) {
    size_t count = smaller(size, self->used);
    size_t first = smaller(count, self->capacity - self->begin);
    memcpy(buffer, self->memory + self->begin, first);
    memcpy(buffer + first, self->memory, count - first);
    self->used -= count;
    self->begin = self->used ? (self->begin + count) % self->capacity : 0;
    return count;
}

/* Under the lock: what fits. */
static size_t put(struct wok_stream_pipe *self, const char *buffer, size_t size) {
    size_t count = smaller(size, self->capacity - self->used);
    size_t at = (self->begin + self->used) % self->capacity;
    size_t first = smaller(count, self->capacity - at);
    memcpy(self->memory + at, buffer, first);
    memcpy(self->memory, buffer + first, count - first);
    self->used += count;
    return count;
}

/* One look: bytes, 0 at the end, or -EAGAIN. */
static ssize_t try_read(struct wok_stream_pipe *self, void *buffer, size_t size) {
    ssize_t count = -EAGAIN;
    wok__lock_acquire(wok__lock_in_u32(&self->lock));
    if (self->used)
        count = (ssize_t)take(self, buffer, size);
    else if (self->is_ended || self->is_broken)
        count = 0;
    wok__lock_release(wok__lock_in_u32(&self->lock));
    if (count > 0)
        wok_notify_one(&self->emptied);
    return count;
}

static ssize_t try_write(struct wok_stream_pipe *self, const void *buffer, size_t size) {
    ssize_t count = -EAGAIN;
    wok__lock_acquire(wok__lock_in_u32(&self->lock));
    if (self->is_ended || self->is_broken)
        count = -EPIPE;
    else if (self->used < self->capacity)
        count = (ssize_t)put(self, buffer, size);
    wok__lock_release(wok__lock_in_u32(&self->lock));
    if (count > 0)
        wok_notify_one(&self->filled);
    return count;
}

static async ssize_t pipe_read(void *object, void *buffer, size_t size) {
    struct wok_stream_pipe *self = object;
    for (;;) {
        ssize_t count = size ? try_read(self, buffer, size) : 0;
        if (count != -EAGAIN)
            return count;
        await wok_notify_wait(&self->filled);
    }
}

static async ssize_t pipe_write(void *object, const void *buffer, size_t size) {
    struct wok_stream_pipe *self = object;
    for (;;) {
        ssize_t count = try_write(self, buffer, size);
        if (count != -EAGAIN)
            return count;
        await wok_notify_wait(&self->emptied);
    }
}

static const struct wok_reader_type of_pipe_reader = {pipe_read};
static const struct wok_writer_type of_pipe_writer = {pipe_write};

void wok_reader_of_pipe(struct wok_reader *self, struct wok_stream_pipe *pipe, void *memory,
                        size_t capacity) {
    wok_reader_init(self, &of_pipe_reader, pipe, memory, capacity);
}

void wok_writer_of_pipe(struct wok_writer *self, struct wok_stream_pipe *pipe, void *memory,
                        size_t capacity) {
    wok_writer_init(self, &of_pipe_writer, pipe, memory, capacity);
}

/* The other side is told, whether it waits or is about to. */
static void set(struct wok_stream_pipe *self, bool *what) {
    wok__lock_acquire(wok__lock_in_u32(&self->lock));
    *what = true;
    wok__lock_release(wok__lock_in_u32(&self->lock));
    wok_notify_one(&self->filled);
    wok_notify_one(&self->emptied);
}

void wok_stream_pipe_end(struct wok_stream_pipe *self) {
    set(self, &self->is_ended);
}

void wok_stream_pipe_break(struct wok_stream_pipe *self) {
    set(self, &self->is_broken);
}
