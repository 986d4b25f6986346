/*
 * A request as the client sends it: an array of bulk strings, or a line of words.
 *
 *     *2\r\n$3\r\nGET\r\n$1\r\nk\r\n        GET k\r\n
 */
#ifndef MINI_REDIS_REQUEST_H
#define MINI_REDIS_REQUEST_H

#include "bytes.h"

enum {
    REQUEST_WORDS_MAX = 1 << 20,
    REQUEST_LINE_SIZE_MAX = 64 * 1024,
    REQUEST_BULK_SIZE_MAX = 64 * 1024 * 1024,
};

struct request {
    struct bytes *words; /* the array is owned, and kept from request to request */
    size_t count, capacity;
    /* How far the next parse may skip, of a request that was not whole: a large one that comes in
     * small pieces is looked at once. */
    size_t seen, seen_words, expected;
};

/*
 * Look at the `size` bytes at `data`: how many of them are one whole request, with its words in
 * request->words, pointing into the data (0 words: an empty line, to be ignored). 0: not whole yet.
 * Negative: -EPROTO with *complaint, or -ENOMEM.
 */
int64_t request_parse(struct request *request, char *data, size_t size, const char **complaint);
void request_free(struct request *request);

#endif
