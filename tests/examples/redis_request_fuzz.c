/*
 * Goal: no bytes break the parser of requests, and how they are cut does not change what it finds.
 *
 * Method: libFuzzer's bytes whole, and cut at a place that their first byte chooses; both must find the
 * same requests.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

static uint64_t mix(uint64_t digest, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        digest = (digest ^ bytes[i]) * 1099511628211u;
    return digest;
}

/* Everything that is found, as a number. `cut`: so much is there at first. */
static uint64_t digest_of(const uint8_t *data, size_t size, size_t cut) {
    struct request request = {0};
    uint64_t digest = 14695981039346656037u;
    size_t at = 0, there = cut < size ? cut : size;
    for (;;) {
        const char *complaint;
        char *copy = malloc(there - at + 1);
        if (there > at)
            memcpy(copy, data + at, there - at);
        int64_t used = request_parse(&request, copy, there - at, &complaint);
        for (size_t i = 0; used > 0 && i < request.count; i++) {
            digest = mix(digest, &request.words[i].size, sizeof(size_t));
            digest = mix(digest, request.words[i].data, request.words[i].size);
        }
        free(copy);
        if (used < 0 || (used == 0 && there == size))
            break;
        if (used == 0)
            there = size;
        at += (size_t)used;
    }
    request_free(&request);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    if (digest_of(data + 1, size - 1, size) != digest_of(data + 1, size - 1, data[0] % size))
        abort();
    return 0;
}
