/*
 * histogram.h: how often something took how long, by powers of two of a microsecond.
 *
 * One writer; any thread reads.
 */
#ifndef WOK__SCHEDULER_HISTOGRAM_H
#define WOK__SCHEDULER_HISTOGRAM_H

#include <wok/metrics.h>

#include "base/bits.h"
#include "platform/atomic.h"

struct wok__histogram {
    wok__atomic_u64 buckets[WOK_HISTOGRAM_BUCKETS];
    wok__atomic_u64 sum_ns;
};

/* `count` of them, which took `ns` each. */
static inline void wok__histogram_add(struct wok__histogram *histogram, uint64_t ns,
                                      uint64_t count) {
    uint64_t us = ns / 1000;
    unsigned bucket = us == 0 ? 0 : wok__highest_bit(us) + 1;
    if (bucket >= WOK_HISTOGRAM_BUCKETS)
        bucket = WOK_HISTOGRAM_BUCKETS - 1;
    wok__atomic_u64 *counter = &histogram->buckets[bucket];
    wok__store_relaxed(counter, wok__load_relaxed(counter) + count);
    wok__store_relaxed(&histogram->sum_ns, wok__load_relaxed(&histogram->sum_ns) + ns * count);
}

static inline void wok__histogram_read(const struct wok__histogram *histogram,
                                       struct wok_histogram *sum) {
    for (unsigned i = 0; i < WOK_HISTOGRAM_BUCKETS; i++) {
        uint64_t count = wok__load_relaxed(&histogram->buckets[i]);
        sum->buckets[i] += count;
        sum->count += count;
    }
    sum->sum_ns += wok__load_relaxed(&histogram->sum_ns);
}

#endif
