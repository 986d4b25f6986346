/*
 * What every benchmark program in C shares: its command line, a clock, and the line it prints.
 *
 *     PROGRAM FIGURE PEER WORKERS        e.g.  task spawn_join_1k wok-2w 2
 *
 * prints lines `group/figure/peer value unit` and nothing else, and ends with 0. One process measures
 * one figure, so that no figure inherits the warm caches or the grown heap of another.
 */
#ifndef BENCH_FIGURE_H
#define BENCH_FIGURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t figure_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* User and system time of the whole process. */
static inline uint64_t figure_cpu_ns(void) {
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* Memory of this process that is in RAM now; 0 if /proc does not say. */
static inline uint64_t figure_resident_bytes(void) {
    unsigned long long total = 0, resident = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (!statm)
        return 0;
    if (fscanf(statm, "%llu %llu", &total, &resident) != 2)
        resident = 0;
    fclose(statm);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static inline void figure_print(const char *figure, const char *peer, double value,
                                const char *unit) {
    printf("%s/%s %.4g %s\n", figure, peer, value, unit);
    fflush(stdout);
}

/* The message and the exit status of every misuse. */
static inline int figure_usage(const char *program, const char *figures) {
    fprintf(stderr, "usage: %s FIGURE PEER WORKERS   (FIGURE: %s)\n", program, figures);
    return 2;
}

/* Work the compiler cannot remove: about 1 ns a round. */
static inline uint64_t figure_work(uint64_t seed, uint64_t rounds) {
    uint64_t state = seed | 1;
    for (uint64_t round = 0; round < rounds; round++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    return state;
}

/* The HTTP figures: the same answer from every server. */
#define FIGURE_HTTP_ANSWER                                                                         \
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

/* Put the answer into `buffer` as often as request heads end in it. Its size then. */
static inline size_t figure_http_answer(char *buffer, size_t size, size_t capacity) {
    size_t heads = 0, used = 0;
    for (size_t at = 0; at + 4 <= size; at++)
        heads += memcmp(buffer + at, "\r\n\r\n", 4) == 0;
    while (heads-- && used + sizeof FIGURE_HTTP_ANSWER - 1 <= capacity) {
        memcpy(buffer + used, FIGURE_HTTP_ANSWER, sizeof FIGURE_HTTP_ANSWER - 1);
        used += sizeof FIGURE_HTTP_ANSWER - 1;
    }
    return used;
}

#endif
