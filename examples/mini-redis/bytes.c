#include "bytes.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct bytes bytes_copy(struct bytes from) {
    struct bytes copy = {malloc(from.size + 1), from.size};
    if (!copy.data)
        return (struct bytes){NULL, 0};
    memcpy(copy.data, from.data, from.size);
    copy.data[copy.size] = 0;
    return copy;
}

void bytes_free(struct bytes *bytes) {
    free(bytes->data);
    *bytes = (struct bytes){NULL, 0};
}

bool bytes_equal(struct bytes left, struct bytes right) {
    return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

int bytes_compare(struct bytes left, struct bytes right) {
    size_t common = left.size < right.size ? left.size : right.size;
    int order = memcmp(left.data, right.data, common);
    if (order)
        return order;
    return left.size < right.size ? -1 : left.size > right.size;
}

bool bytes_is_word(struct bytes bytes, const char *word) {
    return strlen(word) == bytes.size && strncasecmp(bytes.data, word, bytes.size) == 0;
}

bool bytes_to_integer(struct bytes bytes, int64_t *out) {
    char text[24], *end;
    if (bytes.size == 0 || bytes.size >= sizeof text)
        return false;
    memcpy(text, bytes.data, bytes.size);
    text[bytes.size] = 0;
    if (text[0] != '-' && (text[0] < '0' || text[0] > '9'))
        return false;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || *end || end == text)
        return false;
    *out = value;
    return true;
}

bool bytes_to_double(struct bytes bytes, double *out) {
    char text[64], *end;
    if (bytes.size == 0 || bytes.size >= sizeof text || bytes.data[0] == ' ')
        return false;
    memcpy(text, bytes.data, bytes.size);
    text[bytes.size] = 0;
    double value = strtod(text, &end);
    if (*end || end == text || isnan(value))
        return false;
    *out = value;
    return true;
}

bool buffer_reserve(struct buffer *buffer, size_t more) {
    if (buffer->failed)
        return false;
    if (buffer->capacity - buffer->size >= more)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity : 512;
    while (capacity - buffer->size < more)
        capacity *= 2;
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_put(struct buffer *buffer, const void *data, size_t size) {
    if (!buffer_reserve(buffer, size))
        return;
    if (size)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0)
        buffer_put(buffer, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void buffer_consume(struct buffer *buffer, size_t size) {
    buffer->size -= size;
    if (size && buffer->size)
        memmove(buffer->data, buffer->data + size, buffer->size);
}

void buffer_free(struct buffer *buffer) {
    free(buffer->data);
    *buffer = (struct buffer){0};
}
