/*
 * Goal: no bytes make the parsers of httpd read or write outside their buffers, or break what they
 * promise about their answers.
 * Method: libFuzzer, with AddressSanitizer and the promises as assertions. The input is copied to a
 * block of its exact size, so that one byte too far is seen.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "path.h"
#include "request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_range(struct text range) {
    for (uint64_t size = 0; size < 300; size += 99) {
        uint64_t first, length;
        if (range_parse(range, size, &first, &length) == RANGE_PART)
            assert(length > 0 && first < size && length <= size - first);
    }
}

static void check_path(struct text target) {
    char path[PATH_SIZE_MAX], location[4 * PATH_SIZE_MAX];
    if (path_from_target(target, path))
        return;
    assert(strlen(path) < sizeof path && path[0] != '/');
    assert(strcmp(path, "..") != 0 && strncmp(path, "../", 3) != 0 && !strstr(path, "/../"));
    size_t size = strlen(path);
    assert(size < 3 || strcmp(path + size - 3, "/..") != 0);
    assert(path_to_location(path, location, sizeof location) == 0);
    assert(location[0] == '/' && location[1] != '/' && !strpbrk(location, "\r\n "));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    struct request request;
    int status = request_parse(copy, size, &request);
    assert(status == 0 || status == 1 || (status <= -400 && status > -600));
    if (status == 1) {
        assert(request.head_size <= size && request.target.size > 0);
        check_path(request.target);
        check_range(request.range);
    }
    check_path((struct text){copy, size});
    check_range((struct text){copy, size});
    free(copy);
    return 0;
}
