/*
 * The floor for timers: a hashed wheel of intrusive lists, one thread. Arm and cancel one timer
 * while N others are armed, each at a slot of its own choosing.
 */
#include "../../figure.h"

enum { slots = 65536, rounds = 2000000 };

struct timer {
    struct timer *next, *previous;
    uint64_t deadline_ns;
};

static struct timer wheel[slots];

static void arm(struct timer *timer, uint64_t deadline_ns) {
    struct timer *slot = &wheel[(deadline_ns >> 20) % slots];
    timer->deadline_ns = deadline_ns;
    timer->next = slot;
    timer->previous = slot->previous;
    slot->previous->next = timer;
    slot->previous = timer;
}

static void cancel(struct timer *timer) {
    timer->previous->next = timer->next;
    timer->next->previous = timer->previous;
}

static int insert_cancel(const char *figure, const char *peer, uint32_t sleepers) {
    struct timer *others = calloc(sleepers, sizeof *others), one;
    uint64_t now_ns = figure_now_ns(), started_ns;
    if (!others)
        return 1;
    for (uint32_t slot = 0; slot < slots; slot++)
        wheel[slot].next = wheel[slot].previous = &wheel[slot];
    for (uint32_t index = 0; index < sleepers; index++)
        arm(&others[index], now_ns + 3600u * 1000000000ull + index * 1000ull);
    started_ns = figure_now_ns();
    for (uint64_t round = 0; round < rounds; round++) {
        arm(&one, now_ns + 60u * 1000000000ull + round * 4096);
        __asm__ volatile("" ::: "memory");
        cancel(&one);
    }
    figure_print(figure, peer, (double)(figure_now_ns() - started_ns) / rounds, "ns");
    free(others);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1k"))
        return insert_cancel("timer/insert_cancel_1k", argv[2], 1000);
    if (argc == 4 && !strcmp(argv[1], "insert_cancel_1m"))
        return insert_cancel("timer/insert_cancel_1m", argv[2], 1000000);
    return figure_usage(argv[0], "insert_cancel_1k insert_cancel_1m");
}
