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

async int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1k"))
        return await insert_cancel("timer/insert_cancel_1k", argv[2], 1000);
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1m"))
        return await insert_cancel("timer/insert_cancel_1m", argv[2], 1000000);
    return figure_usage(argv[0], "insert_cancel_1k insert_cancel_1m");
}
