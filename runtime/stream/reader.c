/*
 * reader.c: a window onto a source.
 *
 *     memory |  taken  | begin  available  end |  room  | capacity
 *                          \____ limit ____/
 *
 * One function waits: wok_reader_fill. Everything else looks at the window, asks for more, and takes.
 * So the state of whatever is under way is begin, end, error and ended, and a call that was cancelled
 * can be made again.
 *
 * Written in async C: the upper layers of libwok are compiled by wokcc.
 */
#include <errno.h>
#include <string.h>
#include <wok/wok.h>

#include "stream/internal.h"

static async ssize_t descriptor_read(void *object, void *buffer, size_t size) {
    return await wok_read(object, buffer, size);
}

static async ssize_t file_read(void *object, void *buffer, size_t size) {
    return await wok_file_read(object, buffer, size);
}

static const struct wok_reader_type of_descriptor = {descriptor_read}, of_file = {file_read};

bool wok__reader_is_of_descriptor(const struct wok_reader *self) {
    return self->type == &of_descriptor;
}

bool wok__reader_is_of_file(const struct wok_reader *self) {
    return self->type == &of_file;
}

void wok_reader_init(struct wok_reader *self, const struct wok_reader_type *type, void *object,
                     void *memory, size_t capacity) {
    *self = (struct wok_reader){.type = type,
                                .object = object,
                                .memory = memory,
                                .capacity = capacity,
                                .limit = WOK_UNLIMITED};
}

void wok_reader_of_descriptor(struct wok_reader *self, struct wok_descriptor *descriptor,
                              void *memory, size_t capacity) {
    wok_reader_init(self, &of_descriptor, descriptor, memory, capacity);
}

void wok_reader_of_file(struct wok_reader *self, struct wok_file *file, void *memory,
                        size_t capacity) {
    wok_reader_init(self, &of_file, file, memory, capacity);
}

void wok_reader_of_bytes(struct wok_reader *self, void *bytes, size_t size) {
    wok_reader_init(self, NULL, NULL, bytes, size + 1);
    self->end = size;
    self->ended = true;
}

void wok_reader_limit(struct wok_reader *self, uint64_t limit) {
    self->limit = limit;
}

void wok_reader_timeout(struct wok_reader *self, uint64_t timeout_ns) {
    self->timeout_ns = timeout_ns;
}

int wok_reader_lend(struct wok_reader *self, void *memory, size_t capacity) {
    size_t held = self->end - self->begin;
    if (held > capacity)
        return -EMSGSIZE;
    if (held)
        memmove(memory, self->memory + self->begin, held);
    self->memory = memory;
    self->capacity = capacity;
    self->begin = 0;
    self->end = held;
    return 0;
}

size_t wok_reader_available(const struct wok_reader *self) {
    size_t held = self->end - self->begin;
    return held < self->limit ? held : (size_t)self->limit;
}

const char *wok_reader_bytes(const struct wok_reader *self) {
    return self->memory + self->begin;
}

/* An emptied window starts at its beginning again, so that most reads find all of the room. */
void wok_reader_consume(struct wok_reader *self, size_t size) {
    size_t available = wok_reader_available(self);
    if (size > available)
        size = available;
    self->begin += size;
    if (self->limit != WOK_UNLIMITED)
        self->limit -= size;
    if (self->begin == self->end)
        self->begin = self->end = 0;
}

static bool is_over(const struct wok_reader *self) {
    return self->ended || wok_reader_available(self) == self->limit;
}

static void make_room(struct wok_reader *self) {
    size_t held = self->end - self->begin;
    if (self->begin)
        memmove(self->memory, self->memory + self->begin, held);
    self->begin = 0;
    self->end = held;
}

/* One read of the source, bounded by the timeout. */
static async ssize_t source_read(struct wok_reader *self, void *buffer, size_t size) {
    if (!self->timeout_ns)
        return await self->type->read(self->object, buffer, size);
    ssize_t count = -ETIMEDOUT;
    race {
        when (count = await self->type->read(self->object, buffer, size)) {
        }
        when (await wok_sleep(self->timeout_ns)) {
            count = -ETIMEDOUT;
        }
    }
    return count;
}

/* Note what a read answered; negative: what the caller is to be told. */
static int note_read(struct wok_reader *self, ssize_t count) {
    if (count == 0)
        self->ended = true;
    if (count < 0 && count != -ETIMEDOUT)
        self->error = (int)count;
    return count < 0 ? (int)count : 0;
}

async ssize_t wok_reader_fill(struct wok_reader *self, size_t size) {
    if (size > self->capacity)
        return -EMSGSIZE;
    while (wok_reader_available(self) < size && !is_over(self)) {
        if (self->error)
            return self->error;
        if (size > self->capacity - self->begin || self->end == self->capacity)
            make_room(self);
        ssize_t count =
            await source_read(self, self->memory + self->end, self->capacity - self->end);
        int error = note_read(self, count);
        if (error)
            return error;
        self->end += (size_t)count;
    }
    return (ssize_t)wok_reader_available(self);
}

static size_t take(struct wok_reader *self, void *buffer, size_t size) {
    size_t available = wok_reader_available(self);
    if (size > available)
        size = available;
    if (size)
        memcpy(buffer, wok_reader_bytes(self), size);
    wok_reader_consume(self, size);
    return size;
}

/* With nothing in memory, a large read goes past it. */
static async ssize_t read_past(struct wok_reader *self, void *buffer, size_t size) {
    if (size > self->limit)
        size = (size_t)self->limit;
    ssize_t count = await source_read(self, buffer, size);
    int error = note_read(self, count);
    if (error)
        return error;
    if (self->limit != WOK_UNLIMITED)
        self->limit -= (size_t)count;
    return count;
}

async ssize_t wok_reader_read(struct wok_reader *self, void *buffer, size_t size) {
    if (size == 0)
        return 0;
    if (wok_reader_available(self) == 0) {
        if (is_over(self))
            return 0;
        if (self->error)
            return self->error;
        if (size >= self->capacity)
            return await read_past(self, buffer, size);
        ssize_t filled = await wok_reader_fill(self, 1);
        if (filled <= 0)
            return filled;
    }
    return (ssize_t)take(self, buffer, size);
}

async ssize_t wok_reader_read_all(struct wok_reader *self, void *buffer, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t count = await wok_reader_read(self, (char *)buffer + done, size - done);
        if (count < 0)
            return count;
        if (count == 0)
            return -ENODATA;
        done += (size_t)count;
    }
    return (ssize_t)size;
}

async ssize_t wok_reader_read_exact(struct wok_reader *self, void *buffer, size_t size) {
    ssize_t filled = await wok_reader_fill(self, size);
    if (filled < 0)
        return filled;
    if ((size_t)filled < size)
        return -ENODATA;
    return (ssize_t)take(self, buffer, size);
}

async int64_t wok_reader_skip(struct wok_reader *self, uint64_t size) {
    uint64_t left = size;
    while (left) {
        ssize_t filled = await wok_reader_fill(self, 1);
        if (filled < 0)
            return filled;
        if (filled == 0)
            return -ENODATA;
        size_t part = left < (uint64_t)filled ? (size_t)left : (size_t)filled;
        wok_reader_consume(self, part);
        left -= part;
    }
    return (int64_t)size;
}

/*
 * Until the delimiter is available: the length up to and with it; 0 when the end comes first, with
 * what is left available. Bytes are looked at once.
 */
static async ssize_t find(struct wok_reader *self, char delimiter) {
    size_t seen = 0;
    for (;;) {
        size_t available = wok_reader_available(self);
        const char *bytes = wok_reader_bytes(self);
        const char *found =
            available > seen ? memchr(bytes + seen, delimiter, available - seen) : NULL;
        if (found)
            return found - bytes + 1;
        seen = available;
        if (is_over(self))
            return 0;
        ssize_t filled = await wok_reader_fill(self, seen + 1);
        if (filled < 0)
            return filled;
    }
}

async ssize_t wok_reader_until(struct wok_reader *self, char delimiter, char **bytes) {
    ssize_t length = await find(self, delimiter);
    if (length <= 0)
        return length ? length : -ENODATA;
    *bytes = self->memory + self->begin;
    wok_reader_consume(self, (size_t)length);
    return length;
}

/*
 * A place for the zero behind the last line, whose bytes the source, or a limit, has ended: down by
 * one where something was taken before, else what stands behind it goes up by one.
 */
static ssize_t last_line(struct wok_reader *self, char **line) {
    size_t length = wok_reader_available(self);
    char *at = self->memory + self->begin;
    if (length == 0)
        return -ENODATA;
    if (self->begin) {
        memmove(at - 1, at, length);
        at--;
    } else if (self->end < self->capacity) {
        memmove(at + length + 1, at + length, self->end - length);
        self->begin++;
        self->end++;
    } else {
        return -EMSGSIZE;
    }
    wok_reader_consume(self, length);
    at[length] = 0;
    *line = at;
    return (ssize_t)length;
}

async ssize_t wok_reader_line(struct wok_reader *self, char **line) {
    ssize_t length = await find(self, '\n');
    if (length < 0)
        return length;
    if (length == 0)
        return last_line(self, line);
    *line = self->memory + self->begin;
    wok_reader_consume(self, (size_t)length);
    length--;
    if (length && (*line)[length - 1] == '\r')
        length--;
    (*line)[length] = 0;
    return length;
}
