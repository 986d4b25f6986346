/*
 * copy.c: from a reader to a writer, and between two sockets both ways.
 */
#include <errno.h>
#include <sys/socket.h>
#include <wok/wok.h>

#include "stream/internal.h"

/* Write on what the reader has available, `size` bytes. What went out is taken, cancelled or not. */
static async ssize_t copy_part(struct wok_reader *from, struct wok_writer *to, size_t size) {
    size_t begin = 0;
    defer wok_reader_consume(from, begin);
    int error = await wok__writer_drain(to, wok_reader_bytes(from), &begin, size);
    return error ? error : (ssize_t)size;
}

/*
 * The reader's memory is the buffer: bytes are written from where they were read to. A source that
 * fills all of it has more than a little to give, and is spliced from there on, if it can be.
 */
async int64_t wok_copy(struct wok_reader *from, struct wok_writer *to, uint64_t limit) {
    uint64_t copied = 0;
    bool may_splice = wok__copy_can_splice(from, to);
    int error = await wok_writer_flush(to);
    if (error)
        return error;
    while (copied < limit) {
        ssize_t filled = await wok_reader_fill(from, 1);
        if (filled < 0)
            return filled;
        if (filled == 0)
            break;
        uint64_t left = limit - copied;
        ssize_t part = await copy_part(from, to, left < (size_t)filled ? (size_t)left
                                                                       : (size_t)filled);
        if (part < 0)
            return part;
        copied += (uint64_t)part;
        if (may_splice && (size_t)part == from->capacity) {
            may_splice = false;
            error = await wok__copy_spliced(from, to, limit, &copied);
            if (error != -EINVAL)
                return error ? error : (int64_t)copied;
        }
    }
    return (int64_t)copied;
}

/* Through memory, until the end (0), an error, or (1) a read that filled all of the memory. */
static async int copy_until_bulk(struct wok_descriptor *from, struct wok_descriptor *to,
                                 char *memory, size_t size, bool may_be_bulk, uint64_t *copied) {
    for (;;) {
        ssize_t count = await wok_read(from, memory, size);
        if (count <= 0)
            return (int)count;
        ssize_t written = await wok_write_all(to, memory, (size_t)count);
        if (written < 0)
            return (int)written;
        *copied += (uint64_t)count;
        if (may_be_bulk && (size_t)count == size)
            return 1;
    }
}

/* Until the end, which is passed on; an error ends the opposite direction as well. */
static async int copy_way(struct wok_descriptor *from, struct wok_descriptor *to, char *memory,
                          size_t size, uint64_t *copied) {
    bool may_splice = size >= WOK__SPLICE_SIZE_MIN;
    int answer = await copy_until_bulk(from, to, memory, size, may_splice, copied);
    if (answer > 0) {
        answer = await wok__copy_way_spliced(from, to, memory, size, copied);
        if (answer == -EINVAL)
            answer = await copy_until_bulk(from, to, memory, size, false, copied);
    }
    if (answer == 0)
        answer = wok_shutdown(to, SHUT_WR);
    if (answer == 0 || answer == -ENOTCONN)
        return 0; /* gone already: then there is nobody to tell */
    (void)wok_shutdown(from, SHUT_RDWR);
    (void)wok_shutdown(to, SHUT_RDWR);
    return answer;
}

async int wok_copy_both(struct wok_descriptor *left, struct wok_descriptor *right, void *memory,
                        size_t size, struct wok_copied *copied) {
    struct wok_copied unseen, *counts = copied ? copied : &unseen;
    size_t half = size / 2;
    int forth, back;
    if (half == 0)
        return -EINVAL;
    *counts = (struct wok_copied){0, 0};
    join(forth = await copy_way(left, right, memory, half, &counts->forth),
         back = await copy_way(right, left, (char *)memory + half, half, &counts->back));
    return forth ? forth : back;
}
