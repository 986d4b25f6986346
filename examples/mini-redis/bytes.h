/* Bytes with a length: keys, values, arguments; and a buffer that they are put together in. */
#ifndef MINI_REDIS_BYTES_H
#define MINI_REDIS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    char *data;
    size_t size;
};

#define BYTES(literal) ((struct bytes){(char *)(literal), sizeof(literal) - 1})

/* A copy on the heap, with a zero behind it; data NULL when there is no memory. */
struct bytes bytes_copy(struct bytes from);
void bytes_free(struct bytes *bytes);
bool bytes_equal(struct bytes left, struct bytes right);
/* As memcmp, the shorter one first. */
int bytes_compare(struct bytes left, struct bytes right);
/* `word` is in small letters; letters in `bytes` may be capitals. */
bool bytes_is_word(struct bytes bytes, const char *word);
/* A whole decimal number, and nothing else. */
bool bytes_to_integer(struct bytes bytes, int64_t *out);
bool bytes_to_double(struct bytes bytes, double *out);

/*
 * A buffer that grows. Out of memory is noted, everything after it is ignored, and whoever sends the
 * buffer looks at `failed` first.
 */
struct buffer {
    char *data;
    size_t size, capacity;
    bool failed;
};

bool buffer_reserve(struct buffer *buffer, size_t more);
void buffer_put(struct buffer *buffer, const void *data, size_t size);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Remove from the front. */
void buffer_consume(struct buffer *buffer, size_t size);
void buffer_free(struct buffer *buffer);

#endif
