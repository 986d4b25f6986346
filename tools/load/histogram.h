/*
 * A histogram of durations: bounded memory, any range, at most 1.6 % off.
 *
 * Each power of two is cut into 64 equal buckets, so a percentile is the upper edge of its bucket;
 * the maximum is kept exactly.
 */
#ifndef LOAD_HISTOGRAM_H
#define LOAD_HISTOGRAM_H

#include <stdint.h>

enum {
    histogram_steps = 64, /* buckets for a power of two */
    histogram_buckets = (64 - 6 + 1) * histogram_steps,
};

struct histogram {
    uint64_t count, max_ns;
    uint64_t buckets[histogram_buckets];
};

void histogram_add(struct histogram *histogram, uint64_t duration_ns);

/* The duration that `share` (0 … 1) of all durations do not exceed; 0 when there are none. */
uint64_t histogram_percentile_ns(const struct histogram *histogram, double share);

#endif
