/*
 * spliced.c: the part of a copy that need not pass through memory.
 *
 * What is in the pipe when a copy is cancelled, times out or fails goes back into the reader's
 * window: so a copy may be made again as if it had read, and never more is in the pipe than the
 * window has room for.
 */
#include <errno.h>
#include <wok/wok.h>

#include "stream/internal.h"

bool wok__copy_can_splice(const struct wok_reader *from, const struct wok_writer *to) {
    bool reads_file = wok__reader_is_of_file(from), writes_file = wok__writer_is_of_file(to);
    return from->capacity >= WOK__SPLICE_SIZE_MIN &&
           (reads_file || wok__reader_is_of_descriptor(from)) &&
           (writes_file || wok__writer_is_of_descriptor(to)) && !(reads_file && writes_file);
}

static async ssize_t move_in(struct wok_splice *splice, struct wok_reader *from, size_t size) {
    if (wok__reader_is_of_file(from))
        return await wok_splice_from_file(splice, from->object, size);
    return await wok_splice_from(splice, from->object, size);
}

static async ssize_t move_out(struct wok_splice *splice, struct wok_writer *to) {
    if (wok__writer_is_of_file(to))
        return await wok_splice_to_file(splice, to->object);
    return await wok_splice_to(splice, to->object);
}

static async ssize_t move_in_timely(struct wok_splice *splice, struct wok_reader *from,
                                    size_t size) {
    ssize_t count = -ETIMEDOUT;
    if (!from->timeout_ns)
        return await move_in(splice, from, size);
    race {
        when (count = await move_in(splice, from, size)) {
        }
        when (await wok_sleep(from->timeout_ns)) {
            count = -ETIMEDOUT;
        }
    }
    return count;
}

static async ssize_t move_out_timely(struct wok_splice *splice, struct wok_writer *to) {
    ssize_t count = -ETIMEDOUT;
    if (!to->timeout_ns)
        return await move_out(splice, to);
    race {
        when (count = await move_out(splice, to)) {
        }
        when (await wok_sleep(to->timeout_ns)) {
            count = -ETIMEDOUT;
        }
    }
    return count;
}

/* Put what the pipe holds back into the window, which is empty. */
static void take_back(struct wok_splice *splice, struct wok_reader *from) {
    size_t held = wok_splice_held(splice);
    if (held == 0)
        return;
    from->begin = from->end = 0;
    while (from->end < held) {
        ssize_t count =
            wok_splice_take(splice, from->memory + from->end, from->capacity - from->end);
        if (count <= 0)
            break;
        from->end += (size_t)count;
    }
    if (from->limit != WOK_UNLIMITED)
        from->limit += from->end;
}

static size_t piece(const struct wok_reader *from, uint64_t left) {
    uint64_t size = from->capacity;
    size = size < left ? size : left;
    return (size_t)(size < from->limit ? size : from->limit);
}

/* Move out all that the pipe holds. 0, or negative errno; -EINVAL does not stay with the writer. */
static async int empty(struct wok_splice *splice, struct wok_writer *to, uint64_t *copied) {
    while (wok_splice_held(splice)) {
        ssize_t count = await move_out_timely(splice, to);
        if (count == 0)
            count = -EIO;
        if (count < 0 && count != -ETIMEDOUT && count != -EINVAL)
            to->error = (int)count;
        if (count < 0)
            return (int)count;
        *copied += (uint64_t)count;
    }
    return 0;
}

/* One piece through the pipe: 1, 0 at the end, or negative errno. */
static async int move_piece(struct wok_splice *splice, struct wok_reader *from,
                            struct wok_writer *to, size_t size, uint64_t *copied) {
    defer take_back(splice, from);
    ssize_t moved = await move_in_timely(splice, from, size);
    if (moved == 0)
        from->ended = true;
    if (moved < 0 && moved != -ETIMEDOUT && moved != -EINVAL)
        from->error = (int)moved;
    if (moved <= 0)
        return (int)moved;
    if (from->limit != WOK_UNLIMITED)
        from->limit -= (size_t)moved;
    int error = await empty(splice, to, copied);
    return error ? error : 1;
}

async int wok__copy_spliced(struct wok_reader *from, struct wok_writer *to, uint64_t limit,
                            uint64_t *copied) {
    struct wok_splice *splice;
    if (wok_splice_open(from->capacity, &splice))
        return -EINVAL; /* no descriptors to spare: as if it could not be done */
    defer wok_splice_close(splice);
    for (;;) {
        size_t size = piece(from, limit - *copied);
        if (from->error || size == 0)
            return from->error;
        int answer = await move_piece(splice, from, to, size, copied);
        if (answer <= 0)
            return answer;
    }
}

async int wok__copy_way_spliced(struct wok_descriptor *from, struct wok_descriptor *to,
                                void *memory, size_t size, uint64_t *copied) {
    struct wok_splice *splice;
    if (wok_splice_open(size, &splice))
        return -EINVAL;
    defer wok_splice_close(splice);
    for (;;) {
        ssize_t count = await wok_splice_from(splice, from, size);
        if (count <= 0)
            return (int)count;
        while (count > 0 && wok_splice_held(splice)) {
            count = await wok_splice_to(splice, to);
            *copied += count > 0 ? (uint64_t)count : 0;
        }
        if (count == -EINVAL) { /* it is to be written after all */
            ssize_t taken = wok_splice_take(splice, memory, size);
            ssize_t written = await wok_write_all(to, memory, (size_t)taken);
            *copied += written > 0 ? (uint64_t)written : 0;
            count = written < 0 ? written : -EINVAL;
        }
        if (count <= 0)
            return count ? (int)count : -EIO;
    }
}
