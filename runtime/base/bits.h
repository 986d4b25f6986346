/*
 * bits.h: arithmetic on sizes and words.
 */
#ifndef WOK__BASE_BITS_H
#define WOK__BASE_BITS_H

#include <stddef.h>
#include <stdint.h>

#define WOK__CACHE_LINE 64

/* `alignment` is a power of two. */
static inline size_t wok__round_up(size_t value, size_t alignment) {
    return (value + alignment - 1) & ~(alignment - 1);
}

static inline size_t wok__larger(size_t left, size_t right) {
    return left > right ? left : right;
}

/* The position of the highest bit that is set; `value` is not zero. */
static inline unsigned wok__highest_bit(uint64_t value) {
    return 63u - (unsigned)__builtin_clzll(value);
}

static inline unsigned wok__lowest_bit(uint64_t value) {
    return (unsigned)__builtin_ctzll(value);
}

#endif
