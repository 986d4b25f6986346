/*
 * statistics.c: figures of a runtime, summed over its workers.
 */
#include <errno.h>

#include "instance/instance.h"

static void add_heap(struct wok_statistics *statistics, struct wok__heap *heap) {
    wok__lock_acquire(&heap->regions_lock);
    statistics->task_bytes_mapped += heap->mapped_bytes;
    wok__lock_release(&heap->regions_lock);
}

static void add_worker(struct wok_statistics *statistics, struct wok__worker *worker) {
    statistics->spawns += wok__load_relaxed(&worker->counts.spawns);
    statistics->polls += wok__load_relaxed(&worker->counts.polls);
    statistics->steals += wok__load_relaxed(&worker->counts.steals);
    statistics->parks += wok__load_relaxed(&worker->counts.parks);
    statistics->timers_alive += wok__load_relaxed(&worker->wheel.count);
    add_heap(statistics, &worker->heap);
}

int wok_runtime_statistics(struct wok_runtime *runtime, struct wok_statistics *statistics) {
    if (statistics->size != sizeof *statistics)
        return -EINVAL;
    *statistics = (struct wok_statistics){
        .size = sizeof *statistics,
        .workers = runtime->worker_count,
        .tasks_alive = wok__runtime_tasks_alive(runtime),
        .spawns = wok__load_relaxed(&runtime->plain_spawns),
        .descriptors_open = wok__descriptors_open(runtime->host.system),
    };
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        add_worker(statistics, wok__runtime_worker(runtime, i));
    add_heap(statistics, &runtime->heap);
    return 0;
}

int wok_statistics_read(struct wok_statistics *statistics) {
    struct wok_runtime *runtime = wok__current.runtime;
    if (!runtime)
        runtime = wok__default_runtime_if_any();
    return runtime ? wok_runtime_statistics(runtime, statistics) : -ENOENT;
}
