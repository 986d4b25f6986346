/* Is the executor one? Work spawned from one worker, done by all; and what an idle second costs. */
#include <stdatomic.h>

#include <wok/wok.h>

#include "../figure.h"

enum { tasks = 1000, threads_max = 64 };

static atomic_int threads_seen;
static atomic_int polled_by[threads_max];

static int this_thread(void) {
    static _Thread_local int number = -1;
    if (number < 0)
        number = atomic_fetch_add(&threads_seen, 1) % threads_max;
    return number;
}

/* About 100 µs of work without a suspension point. */
static async uint64_t work_alone(uint64_t seed) {
    atomic_fetch_add(&polled_by[this_thread()], 1);
    return figure_work(seed, 100000);
}

static void print_share(const char *peer) {
    int most = 0;
    for (int thread = 0; thread < threads_max; thread++)
        if (atomic_load(&polled_by[thread]) > most)
            most = atomic_load(&polled_by[thread]);
    figure_print("executor/two_workers_share", peer,
                 (double)most / (tasks - most > 0 ? tasks - most : 1), "to_1");
}

static async int two_workers(const char *peer) {
    task(uint64_t) *handles = calloc(tasks, sizeof *handles);
    defer free(handles);
    if (!handles)
        return 1;
    uint64_t sum = 0, started_ns = figure_now_ns();
    for (int index = 0; index < tasks; index++)
        handles[index] = spawn(work_alone((uint64_t)index));
    for (int index = 0; index < tasks; index++)
        sum += await handles[index];
    figure_print("executor/two_workers_time", peer, (double)(figure_now_ns() - started_ns) / 1e6,
                 "ms");
    print_share(peer);
    return sum == 0;
}

/* 100 ms of work in tasks of one size, spawned by one task. */
static async uint64_t work_for(uint64_t seed, uint64_t work_ns) {
    return figure_work(seed, work_ns);
}

static async int grain(const char *figure, const char *peer, int count, uint64_t work_ns) {
    task(uint64_t) *handles = calloc((size_t)count, sizeof *handles);
    defer free(handles);
    if (!handles)
        return 1;
    uint64_t sum = 0, started_ns = figure_now_ns();
    for (int index = 0; index < count; index++)
        handles[index] = spawn(work_for((uint64_t)index, work_ns));
    for (int index = 0; index < count; index++)
        sum += await handles[index];
    figure_print(figure, peer, (double)(figure_now_ns() - started_ns) / 1e6, "ms");
    return sum == 0;
}

static async int idle(const char *peer) {
    await wok_sleep(100 * WOK_MS);
    uint64_t before_ns = figure_cpu_ns();
    await wok_sleep(1 * WOK_S);
    figure_print("executor/idle_cpu", peer, (double)(figure_cpu_ns() - before_ns) / 1e6, "ms");
    return 0;
}

async int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "two_workers"))
        return await two_workers(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "idle_cpu"))
        return await idle(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "grain_1us"))
        return await grain("executor/grain_1us_time", argv[2], 100000, 1000);
    if (argc == 4 && !strcmp(argv[1], "grain_10us"))
        return await grain("executor/grain_10us_time", argv[2], 10000, 10000);
    return figure_usage(argv[0], "two_workers idle_cpu grain_1us grain_10us");
}
