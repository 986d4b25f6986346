/* Tasks in async C: spawn and join, yield, and what a sleeping task occupies. */
#include <stdatomic.h>

#include <wok/wok.h>

#include "../figure.h"

#define FIGURES "spawn_join_1k spawn_join_1m yield sleeping wake_1m skynet"

static async int leaf(int index) {
    return index;
}

static async uint64_t spawn_and_join(task(int) *handles, int batch) {
    uint64_t sum = 0;
    for (int index = 0; index < batch; index++)
        handles[index] = spawn(leaf(index));
    for (int index = 0; index < batch; index++)
        sum += (uint64_t)await handles[index];
    return sum;
}

static async int spawn_join(const char *figure, const char *peer, int batch, int rounds) {
    task(int) *handles = calloc((size_t)batch, sizeof *handles);
    defer free(handles);
    if (!handles)
        return 1;
    uint64_t expected = (uint64_t)batch * (uint64_t)(batch - 1) / 2;
    uint64_t warm_up = await spawn_and_join(handles, 1000);
    uint64_t started_ns = figure_now_ns();
    for (int round = 0; round < rounds; round++) {
        uint64_t sum = await spawn_and_join(handles, batch);
        if (sum != expected || !warm_up)
            return 1;
    }
    figure_print(figure, peer, (double)(figure_now_ns() - started_ns) / batch / rounds, "ns");
    return 0;
}

static async void yielder(int count) {
    for (int index = 0; index < count; index++)
        await wok_yield();
}

static async int yields(const char *peer) {
    enum { tasks = 1000, count = 1000 };
    task(void) *handles = calloc(tasks, sizeof *handles);
    defer free(handles);
    if (!handles)
        return 1;
    uint64_t started_ns = figure_now_ns();
    for (int index = 0; index < tasks; index++)
        handles[index] = spawn(yielder(count));
    for (int index = 0; index < tasks; index++)
        await handles[index];
    figure_print("task/yield", peer, (double)(figure_now_ns() - started_ns) / tasks / count, "ns");
    return 0;
}

static atomic_int asleep;

static async void sleeper(void) {
    atomic_fetch_add(&asleep, 1);
    await wok_sleep(3600 * WOK_S);
}

/* The figure ends when the last has gone to sleep. */
static async int sleeping(const char *peer) {
    enum { sleepers = 1000000 };
    uint64_t before_bytes = figure_resident_bytes(), started_ns = figure_now_ns();
    for (int index = 0; index < sleepers; index++)
        wok_detach(spawn(sleeper()));
    while (atomic_load(&asleep) < sleepers)
        await wok_yield();
    figure_print("task/sleeping_spawn", peer, (double)(figure_now_ns() - started_ns) / 1e6, "ms");
    figure_print("task/sleeping_bytes", peer,
                 (double)(figure_resident_bytes() - before_bytes) / sleepers, "B");
    _exit(0); /* as in the other programs: taking a million sleepers down is no part of the figure */
}

/* A million tasks sleep until one moment; from the first that wakes to the last. */
static atomic_ullong first_awake_ns = UINT64_MAX, last_awake_ns;
static atomic_int awake;

static async void sleep_until(uint64_t moment_ns) {
    atomic_fetch_add(&asleep, 1);
    await wok_sleep_until(moment_ns);
    unsigned long long now_ns = figure_now_ns(), seen = atomic_load(&first_awake_ns);
    while (now_ns < seen && !atomic_compare_exchange_weak(&first_awake_ns, &seen, now_ns))
        ;
    if (atomic_fetch_add(&awake, 1) == 999999)
        atomic_store(&last_awake_ns, figure_now_ns());
}

static async int wake(const char *peer) {
    enum { sleepers = 1000000 };
    uint64_t moment_ns = wok_now() + 5 * WOK_S;
    for (int index = 0; index < sleepers; index++)
        wok_detach(spawn(sleep_until(moment_ns)));
    while (atomic_load(&awake) < sleepers)
        await wok_sleep(10 * WOK_MS);
    figure_print("task/wake_1m", peer,
                 (double)(atomic_load(&last_awake_ns) - atomic_load(&first_awake_ns)) / 1e6, "ms");
    _exit(0);
}

/* A tree of tasks, ten below each, a million leaves; the sum of their numbers. */
static async uint64_t skynet_node(uint64_t number, uint64_t leaves) {
    if (leaves == 1)
        return number;
    task(uint64_t) below[10];
    uint64_t sum = 0;
    for (uint64_t index = 0; index < 10; index++)
        below[index] = spawn(skynet_node(number + index * (leaves / 10), leaves / 10));
    for (uint64_t index = 0; index < 10; index++)
        sum += await below[index];
    return sum;
}

static async int skynet(const char *peer) {
    uint64_t started_ns = figure_now_ns();
    auto root = box(skynet_node(0, 1000000));
    uint64_t sum = await root;
    figure_print("task/skynet", peer, (double)(figure_now_ns() - started_ns) / 1e6, "ms");
    return sum != 499999500000u;
}

async int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], FIGURES);
    if (!strcmp(argv[1], "spawn_join_1k"))
        return await spawn_join("task/spawn_join_1k", argv[2], 1000, 1000);
    if (!strcmp(argv[1], "spawn_join_1m"))
        return await spawn_join("task/spawn_join_1m", argv[2], 1000000, 3);
    if (!strcmp(argv[1], "yield"))
        return await yields(argv[2]);
    if (!strcmp(argv[1], "sleeping"))
        return await sleeping(argv[2]);
    if (!strcmp(argv[1], "wake_1m"))
        return await wake(argv[2]);
    if (!strcmp(argv[1], "skynet"))
        return await skynet(argv[2]);
    return figure_usage(argv[0], FIGURES);
}
