#include "text/buffer.h"

#include <stdio.h>
#include <string.h>

void buffer_init(struct buffer *buffer, struct arena *arena) {
    buffer->arena = arena;
    buffer->length = 0;
    buffer->capacity = 64;
    buffer->data = arena_allocate(arena, buffer->capacity);
}

/* Room for `more` bytes and the NUL. */
static void reserve(struct buffer *buffer, size_t more) {
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return;
    size_t larger = buffer->capacity * 2;
    if (larger < needed)
        larger = needed;
    char *data = arena_allocate(buffer->arena, larger);
    memcpy(data, buffer->data, buffer->length);
    buffer->data = data;
    buffer->capacity = larger;
}

void buffer_append(struct buffer *buffer, const char *text, size_t length) {
    reserve(buffer, length);
    if (length)
        memcpy(buffer->data + buffer->length, text, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void buffer_puts(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length <= 0)
        return;
    reserve(buffer, (size_t)length);
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

static void put_escaped(struct buffer *buffer, unsigned char character) {
    switch (character) {
    case '"':
    case '\\':
        buffer_printf(buffer, "\\%c", character);
        break;
    case '\n':
        buffer_puts(buffer, "\\n");
        break;
    case '\t':
        buffer_puts(buffer, "\\t");
        break;
    default:
        /* Three octal digits end by themselves; UTF-8 goes through unchanged. */
        if (character < 0x20 || character == 0x7f)
            buffer_printf(buffer, "\\%03o", character);
        else
            buffer_append(buffer, (const char *)&character, 1);
    }
}

void buffer_put_quoted(struct buffer *buffer, const char *text) {
    buffer_puts(buffer, "\"");
    for (const char *p = text; *p; p++)
        put_escaped(buffer, (unsigned char)*p);
    buffer_puts(buffer, "\"");
}
