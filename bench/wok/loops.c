/*
 * compiler/: code between awaits against the same code in plain C, which calls a function where ours
 * awaits one.
 *
 *     loops FIGURE PEER WORKERS       PEER c-…: the plain C; else ours
 *
 * Both are in this program, made by the same compiler, and run in turn; each value is the lowest of some
 * repetitions. Ours also prints the ratio of the two.
 */
#include <wok/wok.h>

#include "../figure.h"

enum { BYTES = 1 << 22, MATRIX = 256, REPETITIONS = 15 };

static volatile uint64_t ticks;
static volatile int is_never;
/* Unknown to the compiler, so that no peer is made for constants. */
static volatile size_t bytes = BYTES, matrix = MATRIX;

static __attribute__((noinline)) void plain_tick(uint64_t value) {
    ticks += value;
}

static async void tick(uint64_t value) {
    ticks += value;
    if (is_never)
        await wok_yield();
}

#define WORK(type, name) static __attribute__((noinline)) type plain_##name
#define TICK(value)      plain_tick(value)
#include "loops.h"

#define WORK(type, name) static async __attribute__((noinline)) type async_##name
#define TICK(value)      await tick(value)
#include "loops.h"

struct data {
    uint8_t *bytes;
    uint64_t *words;
    double *a, *b, *c;
};

static async uint64_t run_once(const char *figure, bool is_plain, const struct data *data) {
    size_t count = bytes, words = count / sizeof(uint64_t), size = matrix;
    if (strcmp(figure, "adler32") == 0)
        return is_plain ? plain_adler32(data->bytes, count)
                        : await async_adler32(data->bytes, count);
    if (strcmp(figure, "fnv") == 0)
        return is_plain ? plain_fnv(data->words, words) : await async_fnv(data->words, words);
    if (strcmp(figure, "count") == 0)
        return is_plain ? plain_count_bytes(data->bytes, count, 0)
                        : await async_count_bytes(data->bytes, count, 0);
    double trace = is_plain ? plain_matrix(data->c, data->a, data->b, size)
                            : await async_matrix(data->c, data->a, data->b, size);
    return (uint64_t)trace;
}

static void fill(struct data *data) {
    uint64_t state = 88172645463325252;
    for (size_t i = 0; i < BYTES / sizeof *data->words; i++) {
        state = figure_work(state, 1);
        data->words[i] = state | 1;
    }
    for (size_t i = 0; i < BYTES; i++)
        data->bytes[i] |= 1;
    for (size_t i = 1; i <= 64; i++)
        data->bytes[i * (BYTES / 64) - 1] = 0;
    for (size_t i = 0; i < MATRIX * MATRIX; i++) {
        data->a[i] = i % 4096 == 77 ? 0 : (double)(data->bytes[i] + 1);
        data->b[i] = data->bytes[i + MATRIX * MATRIX];
        data->c[i] = 0;
    }
}

async int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], "adler32 fnv count matrix");
    const char *figure = argv[1];
    struct data data = {.words = malloc(BYTES),
                        .a = malloc(MATRIX * MATRIX * sizeof(double)),
                        .b = malloc(MATRIX * MATRIX * sizeof(double)),
                        .c = malloc(MATRIX * MATRIX * sizeof(double))};
    data.bytes = (uint8_t *)data.words;
    if (!data.words || !data.a || !data.b || !data.c)
        return 1;
    fill(&data);
    double units = strcmp(figure, "matrix") == 0 ? (double)MATRIX * MATRIX * MATRIX
                   : strcmp(figure, "fnv") == 0  ? BYTES / sizeof(uint64_t)
                                                 : BYTES;
    double best[2] = {0}; /* ours, plain C */
    for (int i = 0; i < 2 * REPETITIONS; i++) {
        bool is_plain = i % 2;
        uint64_t begin = figure_cpu_ns();
        ticks += await run_once(figure, is_plain, &data);
        double taken = (double)(figure_cpu_ns() - begin) / units;
        best[is_plain] = i < 2 || taken < best[is_plain] ? taken : best[is_plain];
    }
    bool is_peer = argv[2][0] == 'c';
    char name[64];
    snprintf(name, sizeof name, "compiler/%s", figure);
    figure_print(name, argv[2], best[is_peer], "ns");
    strcat(name, "_ratio");
    if (!is_peer)
        figure_print(name, argv[2], best[0] / best[1], "x");
    free(data.words);
    free(data.a);
    free(data.b);
    free(data.c);
    return 0;
}
