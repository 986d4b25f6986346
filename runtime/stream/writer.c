/*
 * writer.c: small writes are collected, and written on when the memory is full or flushed.
 *
 *     memory |  written  | begin  taken  end |  room  | capacity
 *
 * What is under way is begin and end, so a flush that was cancelled, or timed out, can be made again.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wok/wok.h>

#include "stream/internal.h"

static async ssize_t descriptor_write(void *object, const void *buffer, size_t size) {
    return await wok_write(object, buffer, size);
}

static async ssize_t file_write(void *object, const void *buffer, size_t size) {
    return await wok_file_write(object, buffer, size);
}

static const struct wok_writer_type of_descriptor = {descriptor_write}, of_file = {file_write};

bool wok__writer_is_of_descriptor(const struct wok_writer *self) {
    return self->type == &of_descriptor;
}

bool wok__writer_is_of_file(const struct wok_writer *self) {
    return self->type == &of_file;
}

void wok_writer_init(struct wok_writer *self, const struct wok_writer_type *type, void *object,
                     void *memory, size_t capacity) {
    *self = (struct wok_writer){
        .type = type, .object = object, .memory = memory, .capacity = capacity};
}

void wok_writer_of_descriptor(struct wok_writer *self, struct wok_descriptor *descriptor,
                              void *memory, size_t capacity) {
    wok_writer_init(self, &of_descriptor, descriptor, memory, capacity);
}

void wok_writer_of_file(struct wok_writer *self, struct wok_file *file, void *memory,
                        size_t capacity) {
    wok_writer_init(self, &of_file, file, memory, capacity);
}

void wok_writer_timeout(struct wok_writer *self, uint64_t timeout_ns) {
    self->timeout_ns = timeout_ns;
}

static async ssize_t sink_write(struct wok_writer *self, const char *bytes, size_t size) {
    if (!self->timeout_ns)
        return await self->type->write(self->object, bytes, size);
    ssize_t count = -ETIMEDOUT;
    race {
        when (count = await self->type->write(self->object, bytes, size)) {
        }
        when (await wok_sleep(self->timeout_ns)) {
            count = -ETIMEDOUT;
        }
    }
    return count;
}

async int wok__writer_drain(struct wok_writer *self, const char *bytes, size_t *begin, size_t end) {
    while (*begin < end) {
        if (self->error)
            return self->error;
        ssize_t count = await sink_write(self, bytes + *begin, end - *begin);
        if (count == 0)
            count = -EIO; /* a sink that takes nothing would be asked for ever */
        if (count < 0 && count != -ETIMEDOUT)
            self->error = (int)count;
        if (count < 0)
            return (int)count;
        *begin += (size_t)count;
    }
    return 0;
}

async int wok_writer_flush(struct wok_writer *self) {
    int error = await wok__writer_drain(self, self->memory, &self->begin, self->end);
    if (error == 0)
        self->begin = self->end = 0;
    return error;
}

static size_t room(const struct wok_writer *self) {
    return self->capacity - self->end;
}

static void put(struct wok_writer *self, const void *bytes, size_t size) {
    if (size)
        memcpy(self->memory + self->end, bytes, size);
    self->end += size;
}

/* More than the memory could ever hold goes past it, behind what was taken before. */
static async ssize_t write_through(struct wok_writer *self, const char *bytes, size_t size) {
    int error = await wok_writer_flush(self);
    if (error)
        return error;
    if (size < self->capacity) {
        put(self, bytes, size);
        return (ssize_t)size;
    }
    size_t begin = 0;
    error = await wok__writer_drain(self, bytes, &begin, size);
    return error ? error : (ssize_t)size;
}

async ssize_t wok_writer_write(struct wok_writer *self, const void *bytes, size_t size) {
    if (self->error)
        return self->error;
    if (size > room(self))
        return await write_through(self, bytes, size);
    put(self, bytes, size);
    return (ssize_t)size;
}

async ssize_t wok_writer_text(struct wok_writer *self, const char *text) {
    return await wok_writer_write(self, text, strlen(text));
}

async int wok_writer_reserve(struct wok_writer *self, size_t size) {
    if (size > self->capacity)
        return -EMSGSIZE;
    if (size <= room(self))
        return self->error;
    return await wok_writer_flush(self);
}

ssize_t wok_writer_format(struct wok_writer *self, const char *format, ...) {
    if (self->error)
        return self->error;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(self->memory + self->end, room(self), format, arguments);
    va_end(arguments);
    if (length < 0)
        return -EINVAL;
    if ((size_t)length >= room(self))
        return -ENOBUFS;
    self->end += (size_t)length;
    return length;
}
