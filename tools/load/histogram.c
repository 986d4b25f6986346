#include "histogram.h"

/* Values below 64 have a bucket each; above, the 6 bits after the leading one choose the bucket. */
static unsigned bucket_of(uint64_t value) {
    unsigned shift;
    if (value < histogram_steps)
        return (unsigned)value;
    shift = 63u - (unsigned)__builtin_clzll(value) - 6u;
    return (shift + 1u) * histogram_steps + (unsigned)((value >> shift) - histogram_steps);
}

static uint64_t upper_edge_of(unsigned bucket) {
    unsigned shift;
    if (bucket < histogram_steps)
        return bucket;
    shift = bucket / histogram_steps - 1;
    return ((uint64_t)(histogram_steps + bucket % histogram_steps + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t duration_ns) {
    histogram->buckets[bucket_of(duration_ns)]++;
    histogram->count++;
    if (duration_ns > histogram->max_ns)
        histogram->max_ns = duration_ns;
}

uint64_t histogram_percentile_ns(const struct histogram *histogram, double share) {
    double exact = share * (double)histogram->count;
    uint64_t wanted = (uint64_t)exact, seen = 0;
    if ((double)wanted < exact || !wanted)
        wanted++;
    if (wanted >= histogram->count)
        return histogram->max_ns;
    for (unsigned bucket = 0; bucket < histogram_buckets; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen >= wanted) {
            uint64_t edge_ns = upper_edge_of(bucket);
            return edge_ns < histogram->max_ns ? edge_ns : histogram->max_ns;
        }
    }
    return histogram->max_ns;
}
