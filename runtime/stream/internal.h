/* What the files of stream/ share. */
#ifndef WOK__STREAM_INTERNAL_H
#define WOK__STREAM_INTERNAL_H

#include <wok/stream.h>

/*
 * A sink that takes parts: write memory[*begin … end) on, moving *begin, until nothing is left.
 * 0, or negative errno; *begin is always what is still to be written.
 */
wok_async int wok__writer_drain(struct wok_writer *self, const char *bytes, size_t *begin,
                                size_t end);

/* Whose readers and writers these are: of what the kernel can splice, or of something else. */
bool wok__reader_is_of_descriptor(const struct wok_reader *self);
bool wok__reader_is_of_file(const struct wok_reader *self);
bool wok__writer_is_of_descriptor(const struct wok_writer *self);
bool wok__writer_is_of_file(const struct wok_writer *self);

/* With less memory than this, moving bytes through a pipe costs as much as copying them. */
enum { WOK__SPLICE_SIZE_MIN = 16384 };

bool wok__copy_can_splice(const struct wok_reader *from, const struct wok_writer *to);

/*
 * Copy through a pipe until `limit`, or the end; nothing is in the reader's window, and *copied
 * counts along. 0, or negative errno; -EINVAL: one of the two cannot be spliced, or there is no pipe
 * to be had. What was read and not written is in the window then.
 */
wok_async int wok__copy_spliced(struct wok_reader *from, struct wok_writer *to, uint64_t limit,
                                uint64_t *copied);
/* The same between two sockets. -EINVAL: what was read is written. */
wok_async int wok__copy_way_spliced(struct wok_descriptor *from, struct wok_descriptor *to,
                                    void *memory, size_t size, uint64_t *copied);

#endif
