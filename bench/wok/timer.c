/* Arm a timer of a minute, give way once, cancel it; beside N sleeping tasks. */
#include <stdatomic.h>

#include <wok/wok.h>

#include "../figure.h"

enum { rounds = 200000 };

static atomic_int asleep;

static async void sleeper(void) {
    atomic_fetch_add(&asleep, 1);
    await wok_sleep(3600 * WOK_S);
}

static async int arm_and_cancel(void) {
    race {
        when (await wok_sleep(60 * WOK_S)) { return 1; }
        when (await wok_yield()) { return 0; }
    }
    return 1;
}

static async int insert_cancel(const char *figure, const char *peer, int sleepers) {
    for (int index = 0; index < sleepers; index++)
        wok_detach(spawn(sleeper()));
    while (atomic_load(&asleep) < sleepers)
        await wok_yield();
    await wok_sleep(100 * WOK_MS);
    uint64_t started_ns = figure_now_ns();
    for (int round = 0; round < rounds; round++)
        if (await arm_and_cancel())
            return 1;
    figure_print(figure, peer, (double)(figure_now_ns() - started_ns) / rounds, "ns");
    _exit(0); /* taking the sleepers down is no part of the figure */
}

/* A million tasks sleep for up to a second, each for another time. */
static async void sleep_for(uint64_t duration_ns) {
    await wok_sleep(duration_ns);
    atomic_fetch_sub(&asleep, 1);
}

static async int fire(const char *peer) {
    enum { sleepers = 1000000 };
    atomic_store(&asleep, sleepers);
    for (uint64_t index = 0; index < sleepers; index++)
        wok_detach(spawn(sleep_for(1 * WOK_S + index * 7919 % sleepers * WOK_US)));
    while (atomic_load(&asleep) > 0)
        await wok_sleep(10 * WOK_MS);
    figure_print("timer/fire_1m_cpu", peer, (double)figure_cpu_ns() / 1e6, "ms");
    _exit(0);
}

/* A time limit around what is ready. */
static async int ready(int value) {
    return value;
}

static async int timeout_ready(const char *peer) {
    enum { limits = 20000000 };
    uint64_t sum = 0, started_ns = figure_now_ns();
    for (int index = 0; index < limits; index++) {
        int value = 0;
        if (wok_timeout(1 * WOK_S, value = await ready(index)))
            return 1;
        sum += (uint64_t)value;
    }
    figure_print("timer/timeout_ready", peer, (double)(figure_now_ns() - started_ns) / limits, "ns");
    return sum != (uint64_t)limits * (limits - 1) / 2;
}

async int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1k"))
        return await insert_cancel("timer/insert_cancel_1k", argv[2], 1000);
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1m"))
        return await insert_cancel("timer/insert_cancel_1m", argv[2], 1000000);
    if (argc == 4 && !strcmp(argv[1], "fire_1m"))
        return await fire(argv[2]);
    if (argc == 4 && !strcmp(argv[1], "timeout_ready"))
        return await timeout_ready(argv[2]);
    return figure_usage(argv[0], "insert_cancel_1k insert_cancel_1m fire_1m timeout_ready");
}
