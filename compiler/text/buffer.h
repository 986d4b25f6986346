/*
 * A string that grows, in an arena. What the emitting stages write into.
 */
#ifndef WOKCC_TEXT_BUFFER_H
#define WOKCC_TEXT_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

#include "text/arena.h"

struct buffer {
    struct arena *arena;
    char *data; /* always ends in NUL */
    size_t length, capacity;
};

void buffer_init(struct buffer *buffer, struct arena *arena);
void buffer_append(struct buffer *buffer, const char *text, size_t length);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* `text` as a C string literal, with the quotes. */
void buffer_put_quoted(struct buffer *buffer, const char *text);

#endif
