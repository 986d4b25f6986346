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

#endif
