/* What an await costs: a ready callee, a call through a pointer, a wake at a depth, recursion. */
#include <wok/wok.h>

#include "../figure.h"

#define FIGURES "ready pointer wake_1 wake_10 wake_100 recursion join_polls"

static volatile int never;

/* Not inlined: what is measured is a call, like that of any function that is not small. */
static async __attribute__((noinline)) int ready(int value) {
    if (never)
        await wok_yield();
    return value + 1;
}

static async int await_ready(const char *peer) {
    enum { count = 100000000 };
    uint64_t sum = 0, started_ns = figure_cpu_ns();
    for (int index = 0; index < count; index++)
        sum += (uint64_t)await ready(index);
    figure_print("compiler/await_ready", peer, (double)(figure_cpu_ns() - started_ns) / count,
                 "ns");
    return sum != (uint64_t)count * (count + 1) / 2;
}

/* Called in this way alone, as what stands in a table of operations is. */
static async int operation(int value) {
    if (never)
        await wok_yield();
    return value + 1;
}

static async int (*volatile pointer)(int value) = operation;

static async int await_pointer(const char *peer) {
    enum { count = 50000000 };
    uint64_t sum = 0, started_ns = figure_cpu_ns();
    for (int index = 0; index < count; index++)
        sum += (uint64_t)await pointer(index);
    figure_print("compiler/await_pointer", peer, (double)(figure_cpu_ns() - started_ns) / count,
                 "ns");
    return sum != (uint64_t)count * (count + 1) / 2;
}

/* A wake is a yield at the bottom of so many calls: the task is queued, taken, and resumed. */
static async uint64_t down_1(int count) {
    uint64_t sum = 0;
    for (int index = 0; index < count; index++) {
        await wok_yield();
        sum += (uint64_t)index;
    }
    return sum;
}

/* Ten functions, each of which awaits the one before it, and adds one. */
#define DOWN(name, below)                                                                          \
    static async uint64_t name(int count) {                                                        \
        uint64_t sum = await below(count);                                                         \
        return sum + 1;                                                                            \
    }
#define DOWN_9(a, below)                                                                           \
    DOWN(a##_1, below)                                                                             \
    DOWN(a##_2, a##_1)                                                                             \
    DOWN(a##_3, a##_2)                                                                             \
    DOWN(a##_4, a##_3)                                                                             \
    DOWN(a##_5, a##_4)                                                                             \
    DOWN(a##_6, a##_5)                                                                             \
    DOWN(a##_7, a##_6)                                                                             \
    DOWN(a##_8, a##_7)                                                                             \
    DOWN(a##_9, a##_8)
#define DOWN_10(a, below) DOWN_9(a, below) DOWN(a##_10, a##_9)

DOWN_9(a, down_1)
DOWN_10(b, a_9)
DOWN_10(c, b_10)
DOWN_10(d, c_10)
DOWN_10(e, d_10)
DOWN_10(f, e_10)
DOWN_10(g, f_10)
DOWN_10(h, g_10)
DOWN_10(i, h_10)
DOWN_10(j, i_10)

static async int wake(const char *peer, int depth) {
    enum { count = 10000000 };
    char figure[32];
    snprintf(figure, sizeof figure, "compiler/wake_%d", depth);
    uint64_t sum, started_ns = figure_cpu_ns();
    if (depth == 1)
        sum = await down_1(count);
    else if (depth == 10)
        sum = await a_9(count);
    else
        sum = await j_10(count);
    figure_print(figure, peer, (double)(figure_cpu_ns() - started_ns) / count, "ns");
    return sum != (uint64_t)count * (count - 1) / 2 + (uint64_t)depth - 1;
}

/* The bottom suspends and is woken; the memory is read there. */
static async uint64_t deep(int levels) {
    if (levels == 0) {
        await wok_yield();
        return figure_resident_bytes();
    }
    uint64_t bytes = await deep(levels - 1);
    return bytes;
}

static async int recursion(const char *peer) {
    enum { levels = 1000000 };
    uint64_t before_bytes = await deep(0), started_ns = figure_cpu_ns();
    uint64_t bytes = await deep(levels);
    figure_print("compiler/recursion_time", peer, (double)(figure_cpu_ns() - started_ns) / levels,
                 "ns");
    figure_print("compiler/recursion_bytes", peer, (double)(bytes - before_bytes) / levels, "B");
    return 0;
}

async int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], FIGURES);
    if (!strcmp(argv[1], "ready"))
        return await await_ready(argv[2]);
    if (!strcmp(argv[1], "pointer"))
        return await await_pointer(argv[2]);
    if (!strcmp(argv[1], "wake_1"))
        return await wake(argv[2], 1);
    if (!strcmp(argv[1], "wake_10"))
        return await wake(argv[2], 10);
    if (!strcmp(argv[1], "wake_100"))
        return await wake(argv[2], 100);
    if (!strcmp(argv[1], "recursion"))
        return await recursion(argv[2]);
    return figure_usage(argv[0], FIGURES);
}
