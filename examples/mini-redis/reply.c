#include "reply.h"

#include <stdio.h>
#include <string.h>

void reply_text(struct buffer *buffer, const char *line) {
    buffer_put(buffer, line, strlen(line));
}

void reply_error(struct buffer *buffer, const char *text) {
    buffer_put(buffer, "-", 1);
    buffer_put(buffer, text, strlen(text));
    buffer_put(buffer, "\r\n", 2);
}

/* ":12\r\n", "$12\r\n", "*12\r\n" */
static void put_number(struct buffer *buffer, char letter, int64_t value) {
    char text[24];
    char *at = text + sizeof text;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *--at = '\n';
    *--at = '\r';
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        *--at = '-';
    *--at = letter;
    buffer_put(buffer, at, (size_t)(text + sizeof text - at));
}

void reply_integer(struct buffer *buffer, int64_t value) {
    put_number(buffer, ':', value);
}

void reply_bulk(struct buffer *buffer, struct bytes bytes) {
    put_number(buffer, '$', (int64_t)bytes.size);
    buffer_put(buffer, bytes.data, bytes.size);
    buffer_put(buffer, "\r\n", 2);
}

void reply_double(struct buffer *buffer, double value) {
    char text[40];
    int length = snprintf(text, sizeof text, "%.17g", value);
    reply_bulk(buffer, (struct bytes){text, (size_t)length});
}

void reply_nothing(struct buffer *buffer) {
    reply_text(buffer, "$-1\r\n");
}

void reply_array(struct buffer *buffer, size_t count) {
    put_number(buffer, '*', (int64_t)count);
}
