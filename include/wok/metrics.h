/*
 * <wok/metrics.h>: what a runtime has done and is doing, for dashboards.
 *
 * Counting is done by the workers, each for itself, in words that only it writes; reading adds them
 * up. So all figures are of slightly different moments, and nothing waits for a reader.
 */
#ifndef WOK_METRICS_H
#define WOK_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include <wok/runtime.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WOK_HISTOGRAM_BUCKETS 32

/* Bucket i counts what took less than 2^i microseconds, and not less than the bucket before; the last
 * one everything longer. */
struct wok_histogram {
    uint64_t buckets[WOK_HISTOGRAM_BUCKETS];
    uint64_t count;
    uint64_t sum_ns;
};

struct wok_metrics {
    uint32_t size;               /* sizeof(struct wok_metrics), written by the caller */
    uint32_t workers;            /* now */
    uint32_t stand_ins;          /* now: threads that run tasks beside workers inside a long poll */
    uint64_t tasks_alive;        /* now: spawned and not finished */
    uint64_t tasks_queued;       /* now: ready and waiting for a worker */
    uint64_t timers_alive;       /* now */
    uint64_t spawns;             /* tasks started */
    uint64_t polls;              /* of tasks */
    uint64_t steals;             /* tasks that a worker took from another one's queue */
    uint64_t parks;              /* times that a worker went to sleep */
    uint64_t budget_exhaustions; /* polls that were made to give way */
    uint64_t polls_over_limit;   /* those that the runtime's poll limit was too short for */
    struct wok_histogram poll_time; /* of polls; a mean over up to 32 counts for each of them */
    struct wok_histogram schedule_latency; /* from ready to running, of a sample of tasks */
};

/*
 * Read the figures of a runtime; the second form those of the calling thread's runtime, else of the
 * default one. Any thread. 0; -EINVAL for a size that is not known; -ENOENT: there is no runtime.
 */
int wok_runtime_metrics(struct wok_runtime *runtime, struct wok_metrics *metrics);
int wok_metrics(struct wok_metrics *metrics);

/*
 * The figures in Prometheus' text format, with the label runtime="name" unless `name` is NULL. At most
 * `size` bytes are written, the last of them zero; returns how long the whole text is without that
 * zero, so that more than size - 1 means that it was cut. `text` may be NULL when size is 0.
 */
size_t wok_metrics_text(const struct wok_metrics *metrics, const char *name, char *text,
                        size_t size);

#ifdef __cplusplus
}
#endif

#endif
