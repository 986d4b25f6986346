/*
 * Sets of things (see struct thing_numbers in frame.h): a bit each, in words.
 */
#ifndef WOKCC_LAYOUT_SET_H
#define WOKCC_LAYOUT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool set_has(const uint64_t *set, size_t thing) {
    return set[thing / 64] >> thing % 64 & 1;
}

static inline void set_include(uint64_t *set, size_t thing) {
    set[thing / 64] |= (uint64_t)1 << thing % 64;
}

static inline void set_exclude(uint64_t *set, size_t thing) {
    set[thing / 64] &= ~((uint64_t)1 << thing % 64);
}

#endif
