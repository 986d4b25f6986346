/*
 * <wok/stream.h>: readers and writers, the same for sockets, files, memory and what a program makes.
 *
 *     char memory[4096];
 *     struct wok_reader reader;
 *     wok_reader_of_descriptor(&reader, stream, memory, sizeof memory);
 *     char *line;
 *     ssize_t length;
 *     while ((length = await wok_reader_line(&reader, &line)) >= 0)
 *         puts(line);
 *
 * A reader is a window onto a source: bytes that were read and not yet taken stand in memory that the
 * caller lent. Nothing is allocated. What is cancelled has lost nothing, because its progress is in
 * the reader: asked again, it goes on. An idle connection needs no window: see wok_readable and
 * wok_reader_lend.
 *
 * A writer collects small writes in memory that was lent, and writes on when it is full or flushed:
 * a writer that waits makes its caller wait, which is all there is to back-pressure.
 *
 * Errors   A negative errno. The source's or sink's error stays: each later call answers it again,
 *          after the bytes that came before it were taken. -ETIMEDOUT does not stay. Reaching the end
 *          inside of something that was asked for whole is -ENODATA.
 * Owner    Reader, writer and the memory they were lent are the caller's, and nobody else's during a
 *          call. Finishing is nothing: they own nothing.
 * Threads  One user at a time; on any thread.
 *
 * In plain C compiled without wokcc (WOK_CALLER), the async functions below are blocking ones.
 */
#ifndef WOK_STREAM_H
#define WOK_STREAM_H

#include <stdbool.h>
#include <sys/types.h>
#include <wok/future.h>
#include <wok/sync.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_descriptor;
struct wok_file;

/* No limit, of bytes. */
#define WOK_UNLIMITED UINT64_MAX

/* Where bytes come from: what wok_read does. 1 to `size` bytes, 0 at the end, or negative errno. A
 * read that is cancelled must have read nothing. */
struct wok_reader_type {
    wok_async ssize_t (*read)(void *object, void *buffer, size_t size);
};

/* The members are for reading only. */
struct wok_reader {
    const struct wok_reader_type *type; /* NULL: there is no more than what stands in memory */
    void *object;
    char *memory;
    size_t capacity;
    size_t begin, end;   /* memory[begin … end) was read and not taken */
    uint64_t limit;      /* bytes that may still be taken, those in memory included */
    uint64_t timeout_ns; /* for each wait for the source; 0: none */
    int error;           /* of the source: negative errno, or 0 */
    bool ended;          /* the source has no more */
};

/* Read from `object` as `type` says. `capacity` bounds what can be asked for in one piece. */
void wok_reader_init(struct wok_reader *self, const struct wok_reader_type *type, void *object,
                     void *memory, size_t capacity);
void wok_reader_of_descriptor(struct wok_reader *self, struct wok_descriptor *descriptor,
                              void *memory, size_t capacity);
/* From the file's position on. */
void wok_reader_of_file(struct wok_reader *self, struct wok_file *file, void *memory,
                        size_t capacity);
/* The bytes themselves, and one more behind them (a string's zero): wok_reader_line writes there. */
void wok_reader_of_bytes(struct wok_reader *self, void *bytes, size_t size);

/*
 * From now on the reader ends after `limit` bytes, whatever the source still has; WOK_UNLIMITED takes
 * the limit away again. So a body of known length is a reader of its own.
 */
void wok_reader_limit(struct wok_reader *self, uint64_t limit);
/* From now on waiting for the source longer than this is -ETIMEDOUT; 0: wait for ever. */
void wok_reader_timeout(struct wok_reader *self, uint64_t timeout_ns);
/*
 * Go on in other memory; what is in the old one is carried over. 0, or -EMSGSIZE when it does not
 * fit. With NULL and 0, while nothing is in memory, the window is taken back: an idle reader without
 * memory. It must be lent some again before the next call.
 */
int wok_reader_lend(struct wok_reader *self, void *memory, size_t capacity);

/* How many bytes could be taken at once, and where they stand. */
size_t wok_reader_available(const struct wok_reader *self);
const char *wok_reader_bytes(const struct wok_reader *self);
/* Take (throw away) bytes that are available; more than that takes all of them. */
void wok_reader_consume(struct wok_reader *self, size_t size);

/*
 * Make at least `size` bytes available, taking none.
 *
 * Result   What is available, `size` or more; less only at the end.
 * Errors   -EMSGSIZE: `size` is more than the memory holds.
 * Cancel   Restartable: what was read stands in the reader.
 */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_fill(struct wok_reader *self, size_t size);

/* Read what is there, at most `size` bytes, as wok_read. Cancel: restartable. */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_read(struct wok_reader *self, void *buffer, size_t size);

/*
 * Read `size` bytes, no less.
 *
 * Result   `size`. -ENODATA: it ended before; nothing was taken.
 * Errors   -EMSGSIZE: more than the memory holds; see wok_reader_read_all.
 * Cancel   Restartable.
 */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_read_exact(struct wok_reader *self, void *buffer, size_t size);

/* The same for any size. Cancel, errors and a timeout: what was taken before is lost. */
WOK_CANCEL(data_losing)
wok_async ssize_t wok_reader_read_all(struct wok_reader *self, void *buffer, size_t size);

/* Take `size` bytes and forget them. `size`, or -ENODATA. Cancel: an unknown part was taken. */
WOK_CANCEL(data_losing)
wok_async int64_t wok_reader_skip(struct wok_reader *self, uint64_t size);

/*
 * Take a line: up to '\n', which is replaced by a zero, and so is a '\r' before it. The last line
 * needs no '\n'.
 *
 * Result   Its length, 0 or more, and *line. It stands in the reader's memory, until its next call.
 *          -ENODATA: there are no more lines.
 * Errors   -EMSGSIZE: longer than the memory; nothing was taken.
 * Cancel   Restartable.
 */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_line(struct wok_reader *self, char **line);

/* Take all up to and with `delimiter`: its length, and *bytes. Otherwise as wok_reader_line, but a
 * piece that ends without the delimiter is -ENODATA and stays. */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_until(struct wok_reader *self, char delimiter, char **bytes);

/* How long packets are told: the length stands before each, in `length_size` bytes (1, 2, 4 or 8). */
struct wok_packet_format {
    uint8_t length_size;
    bool little_endian;
    bool counts_itself;  /* the length includes its own bytes */
    uint32_t length_max; /* of a packet without its length; more is -EMSGSIZE */
};

/*
 * Take a packet: its length, 0 or more, and *bytes, in the reader's memory until its next call.
 * -ENODATA: the end, between two packets or inside of one (then bytes are available still).
 * -EMSGSIZE: longer than allowed, or than the memory. -EBADMSG: a length that does not count itself.
 * Cancel: restartable.
 */
WOK_CANCEL(restartable)
wok_async ssize_t wok_reader_packet(struct wok_reader *self,
                                    const struct wok_packet_format *format, char **bytes);

/* Where bytes go: what wok_write does. 1 to `size` bytes, or negative errno. A write that is
 * cancelled must have written nothing. */
struct wok_writer_type {
    wok_async ssize_t (*write)(void *object, const void *buffer, size_t size);
};

/* The members are for reading only. */
struct wok_writer {
    const struct wok_writer_type *type;
    void *object;
    char *memory;
    size_t capacity;
    size_t begin, end;   /* memory[begin … end) was taken and not written on */
    uint64_t timeout_ns; /* for each wait for the sink; 0: none */
    int error;           /* of the sink: negative errno, or 0 */
};

/* `capacity` may be 0: each write goes on at once. */
void wok_writer_init(struct wok_writer *self, const struct wok_writer_type *type, void *object,
                     void *memory, size_t capacity);
void wok_writer_of_descriptor(struct wok_writer *self, struct wok_descriptor *descriptor,
                              void *memory, size_t capacity);
/* To the file's position on. */
void wok_writer_of_file(struct wok_writer *self, struct wok_file *file, void *memory,
                        size_t capacity);
void wok_writer_timeout(struct wok_writer *self, uint64_t timeout_ns);

/*
 * Write `size` bytes: into the memory, and through it when it is full.
 *
 * Result   `size`.
 * Cancel   Bytes that fit the memory's room are taken at once. Otherwise an unknown part was taken.
 */
WOK_CANCEL(data_losing)
wok_async ssize_t wok_writer_write(struct wok_writer *self, const void *bytes, size_t size);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_writer_text(struct wok_writer *self, const char *text);
WOK_CANCEL(data_losing)
wok_async ssize_t wok_writer_packet(struct wok_writer *self,
                                    const struct wok_packet_format *format, const void *bytes,
                                    size_t size);
/*
 * Write on all that was taken. 0. Cancel: restartable, also after -ETIMEDOUT: flush again.
 */
WOK_CANCEL(restartable)
wok_async int wok_writer_flush(struct wok_writer *self);

/*
 * Make room for `size` bytes in the memory, writing on what stands there: 0, or -EMSGSIZE when it is
 * more than the memory. What is formatted or put there then needs no wait.
 */
WOK_CANCEL(restartable)
wok_async int wok_writer_reserve(struct wok_writer *self, size_t size);
/* Not async: as printf, into the room that is there. The length, or -ENOBUFS: reserve or flush. */
ssize_t wok_writer_format(struct wok_writer *self, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));

/*
 * Copy up to `limit` bytes, or (WOK_UNLIMITED) to the end, and flush. Between two sockets or pipes, or
 * one and a file, bytes do not pass through memory once they come in pieces that fill it, if the
 * reader has 16 KiB of it or more: see <wok/splice.h>.
 *
 * Result   Bytes copied; fewer than `limit` only at the end.
 * Errors   Of the source or the sink; their `error` member tells which.
 * Cancel   Restartable: what was read stands in the reader or the writer.
 */
WOK_CANCEL(restartable)
wok_async int64_t wok_copy(struct wok_reader *from, struct wok_writer *to, uint64_t limit);

/*
 * A pipe in memory: one task writes into it and one other, on any thread, reads from it, and `capacity`
 * bytes may stand between them. A writer that finds it full waits, and so does a reader that finds it
 * empty. The members are the runtime's.
 *
 *     struct wok_stream_pipe pipe;
 *     wok_stream_pipe_init(&pipe, memory, sizeof memory);
 *     join(await compress(&input, &pipe), await upload(&pipe, server));
 *
 * Owner    The pipe and its memory are the caller's, and lent to both sides until both are done with
 *          it. There is nothing to destroy.
 * Cancel   Of reading and writing: nothing was taken.
 */
struct wok_stream_pipe {
    uint32_t lock;
    bool is_ended, is_broken;
    char *memory;
    size_t capacity, begin, used;
    struct wok_notify filled, emptied;
};
/* `capacity` is at least 1. */
void wok_stream_pipe_init(struct wok_stream_pipe *self, void *memory, size_t capacity);
void wok_reader_of_pipe(struct wok_reader *self, struct wok_stream_pipe *pipe, void *memory,
                        size_t capacity);
void wok_writer_of_pipe(struct wok_writer *self, struct wok_stream_pipe *pipe, void *memory,
                        size_t capacity);
/* By who writes, and flushed before: that was all. The reader gets what is there, and then the end. */
void wok_stream_pipe_end(struct wok_stream_pipe *self);
/* By who reads: nobody reads any more. Writing answers -EPIPE. Both may stand in a defer. */
void wok_stream_pipe_break(struct wok_stream_pipe *self);

/* How many bytes went which way. */
struct wok_copied {
    uint64_t forth, back;
};

/*
 * Copy between two connected sockets, both ways at once, until both have sent their end. When one
 * has, the other is told by a half close, and the opposite direction goes on.
 *
 * `memory` of `size` bytes is lent, half of it for each direction; with 32 KiB or more, bulk does not
 * pass through it (two descriptors a direction, while it lasts). An error of one direction ends
 * both, by shutting both sockets down. *copied may be NULL, and counts along as bytes go out.
 *
 * Result   0, or the first error. Both sockets are still to be closed.
 * Cancel   Bytes under way are lost: the sockets are fit for wok_close only.
 */
WOK_CANCEL(data_losing)
wok_async int wok_copy_both(struct wok_descriptor *left, struct wok_descriptor *right, void *memory,
                            size_t size, struct wok_copied *copied);

#ifdef __cplusplus
}
#endif

#endif
