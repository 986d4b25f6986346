/* Decoding is where servers lose their folder: one pass, part by part, and no second look. */
#include "path.h"

#include <string.h>

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Where the path begins: behind scheme and authority of an absolute form. */
static int skip_authority(struct text *target) {
    if (target->size && target->data[0] == '/')
        return 0;
    if (target->size < 7 || !text_equals((struct text){target->data, 7}, "http://"))
        return -400;
    const char *slash = memchr(target->data + 7, '/', target->size - 7);
    if (!slash) {
        *target = (struct text){"/", 1};
        return 0;
    }
    target->size -= (size_t)(slash - target->data);
    target->data = slash;
    return 0;
}

/* Decode one character at `*position`. Negative: a bad escape, or one that no file name may hold. */
static int decode_character(struct text target, size_t *position) {
    int value = (unsigned char)target.data[*position];
    *position += 1;
    if (value == '%') {
        if (*position + 2 > target.size)
            return -400;
        int high = hex_value(target.data[*position]), low = hex_value(target.data[*position + 1]);
        *position += 2;
        if (high < 0 || low < 0)
            return -400;
        value = high * 16 + low;
    }
    return value < 0x20 || value == 0x7f || value == '/' ? -400 : value;
}

/* Decode up to the next slash, query or end, behind `used` bytes of `path`. */
static int decode_part(struct text target, size_t *position, char *path, size_t used) {
    size_t begin = used;
    while (*position < target.size) {
        char c = target.data[*position];
        if (c == '/' || c == '?' || c == '#')
            break;
        int value = decode_character(target, position);
        if (value < 0)
            return value;
        if (used + 2 >= PATH_SIZE_MAX)
            return -414;
        path[used++] = (char)value;
    }
    size_t size = used - begin;
    if (size == 2 && path[begin] == '.' && path[begin + 1] == '.')
        return -400;
    if (size == 1 && path[begin] == '.')
        used = begin;
    return (int)used;
}

int path_from_target(struct text target, char path[PATH_SIZE_MAX]) {
    int used = skip_authority(&target);
    size_t position = 0;
    while (used >= 0 && position < target.size && target.data[position] == '/') {
        if (used && path[used - 1] != '/')
            path[used++] = '/';
        position++;
        used = decode_part(target, &position, path, (size_t)used);
    }
    if (used < 0)
        return used;
    path[used] = '\0';
    return 0;
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/", c));
}

int path_to_location(const char *path, char *location, size_t size) {
    static const char digits[] = "0123456789ABCDEF";
    size_t used = 0;
    if (size < 2)
        return -414;
    location[used++] = '/';
    for (; *path; path++) {
        if (used + 4 > size)
            return -414;
        if (is_unreserved(*path)) {
            location[used++] = *path;
            continue;
        }
        location[used++] = '%';
        location[used++] = digits[(unsigned char)*path >> 4];
        location[used++] = digits[(unsigned char)*path & 15];
    }
    location[used] = '\0';
    return 0;
}

/* The digits at the front of `text`; at most 18, which no file exceeds. */
static bool take_number(struct text *text, uint64_t *value) {
    size_t count = 0;
    *value = 0;
    while (count < text->size && text->data[count] >= '0' && text->data[count] <= '9') {
        if (count == 18)
            return false;
        *value = *value * 10 + (uint64_t)(text->data[count++] - '0');
    }
    text->data += count;
    text->size -= count;
    return count > 0;
}

static enum range_kind suffix_range(struct text rest, uint64_t size, uint64_t *first,
                                    uint64_t *length) {
    uint64_t count;
    if (!take_number(&rest, &count) || rest.size)
        return RANGE_NONE;
    if (count == 0 || size == 0)
        return RANGE_UNSATISFIABLE;
    *length = count < size ? count : size;
    *first = size - *length;
    return RANGE_PART;
}

enum range_kind range_parse(struct text range, uint64_t size, uint64_t *first, uint64_t *length) {
    uint64_t begin, last = size ? size - 1 : 0;
    if (!range.data || range.size < 6 || memcmp(range.data, "bytes=", 6) != 0)
        return RANGE_NONE;
    struct text rest = {range.data + 6, range.size - 6};
    if (rest.size && *rest.data == '-')
        return suffix_range((struct text){rest.data + 1, rest.size - 1}, size, first, length);
    if (!take_number(&rest, &begin) || !rest.size || *rest.data != '-')
        return RANGE_NONE;
    rest = (struct text){rest.data + 1, rest.size - 1};
    if (rest.size) {
        uint64_t asked;
        if (!take_number(&rest, &asked) || rest.size || asked < begin)
            return RANGE_NONE;
        if (asked < last)
            last = asked;
    }
    if (begin >= size)
        return RANGE_UNSATISFIABLE;
    *first = begin;
    *length = last - begin + 1;
    return RANGE_PART;
}
