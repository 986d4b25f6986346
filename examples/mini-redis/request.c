#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool word_add(struct request *request, char *data, size_t size) {
    if (request->count == request->capacity) {
        size_t capacity = request->capacity ? 2 * request->capacity : 8;
        struct bytes *words = realloc(request->words, capacity * sizeof *words);
        if (!words)
            return false;
        request->words = words;
        request->capacity = capacity;
    }
    request->words[request->count++] = (struct bytes){data, size};
    return true;
}

/* The line at `data` without its end, which *next is behind: its length, or -EAGAIN, -EPROTO. */
static int64_t line_length(const char *data, size_t size, size_t *next) {
    const char *end =
        memchr(data, '\n', size < REQUEST_LINE_SIZE_MAX ? size : REQUEST_LINE_SIZE_MAX);
    if (!end)
        return size >= REQUEST_LINE_SIZE_MAX ? -EPROTO : -EAGAIN;
    *next = (size_t)(end - data) + 1;
    return end - data - (end > data && end[-1] == '\r');
}

/* "*3" and "$12": a number behind a letter. */
static int64_t count_read(char *data, size_t size, char letter, int64_t max, size_t *next) {
    int64_t value, length = line_length(data, size, next);
    if (length < 0)
        return length;
    if (length < 2 || data[0] != letter ||
        !bytes_to_integer((struct bytes){data + 1, (size_t)length - 1}, &value) || value > max)
        return -EPROTO;
    return value < 0 ? 0 : value;
}

static int64_t parse_line(struct request *request, char *data, size_t size) {
    size_t next;
    int64_t length = line_length(data, size, &next);
    if (length < 0)
        return length;
    for (size_t at = 0; at < (size_t)length;) {
        size_t word = at;
        while (word < (size_t)length && data[word] != ' ' && data[word] != '\t')
            word++;
        if (word > at && !word_add(request, data + at, word - at))
            return -ENOMEM;
        at = word + 1;
    }
    return (int64_t)next;
}

/*
 * The words that were found before keep their places relative to `data`, which may have moved: so
 * they are kept as offsets until the request is whole.
 */
static int64_t parse_array(struct request *request, char *data, size_t size) {
    size_t next;
    if (request->seen == 0) {
        int64_t count = count_read(data, size, '*', REQUEST_WORDS_MAX, &next);
        if (count < 0)
            return count;
        request->seen = next;
        request->expected = (size_t)count;
    }
    while (request->count < request->expected) {
        char *at = data + request->seen;
        size_t left = size - request->seen;
        int64_t length = count_read(at, left, '$', REQUEST_BULK_SIZE_MAX, &next);
        if (length < 0)
            return length;
        if (left - next < (size_t)length + 2)
            return -EAGAIN;
        if (at[next + (size_t)length] != '\r' || at[next + (size_t)length + 1] != '\n')
            return -EPROTO;
        if (!word_add(request, (char *)(uintptr_t)(request->seen + next), (size_t)length))
            return -ENOMEM;
        request->seen += next + (size_t)length + 2;
    }
    for (size_t i = 0; i < request->count; i++)
        request->words[i].data = data + (uintptr_t)request->words[i].data;
    return (int64_t)request->seen;
}

int64_t request_parse(struct request *request, char *data, size_t size, const char **complaint) {
    if (size == 0)
        return 0;
    if (request->seen == 0)
        request->count = 0;
    int64_t used =
        data[0] == '*' ? parse_array(request, data, size) : parse_line(request, data, size);
    if (used == -EAGAIN)
        return 0;
    if (used == -EPROTO)
        *complaint = data[0] == '*' ? "invalid bulk or multibulk length" : "too big inline request";
    request->seen = 0;
    return used;
}

void request_free(struct request *request) {
    free(request->words);
    *request = (struct request){0};
}
