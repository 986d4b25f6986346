/*
 * A worker pool: numbers go in, several workers test them, results come out in any order and are put in
 * order again. All in one scope: whatever happens, nobody is left behind.
 *
 *     produce --> | jobs 32 | --> work × 4 --> | results 32 | --> collect
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <wok/wok.h>

enum { WORKERS = 4, LAST = 20000 };

struct result {
    int number;
    bool is_prime;
};

struct pipeline {
    wok_channel *jobs, *results;
    _Atomic int working;
    bool is_prime[LAST + 1];
    int count;
};

static async int produce(struct pipeline *pipeline) {
    for (int number = 2; number <= LAST; number++) {
        int error = await wok_send(pipeline->jobs, &number);
        if (error < 0)
            return error;
    }
    wok_channel_close(pipeline->jobs);
    return 0;
}

static bool test(int number) {
    for (int factor = 2; factor * factor <= number; factor++)
        if (number % factor == 0)
            return false;
    return true;
}

/* The last one that stops says that no more results come. */
static void stop_working(struct pipeline *pipeline) {
    if (--pipeline->working == 0)
        wok_channel_close(pipeline->results);
}

static async int work(struct pipeline *pipeline) {
    struct result result;
    defer stop_working(pipeline);
    while (await wok_receive(pipeline->jobs, &result.number) == 0) {
        result.is_prime = test(result.number);
        int error = await wok_send(pipeline->results, &result);
        if (error < 0)
            return error;
    }
    return 0;
}

static async int collect(struct pipeline *pipeline) {
    struct result result;
    while (await wok_receive(pipeline->results, &result) == 0) {
        pipeline->is_prime[result.number] = result.is_prime;
        pipeline->count += result.is_prime;
    }
    return 0;
}

static async int run(struct pipeline *pipeline) {
    pipeline->working = WORKERS;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, produce(pipeline));
    for (int i = 0; i < WORKERS; i++)
        wok_scope_spawn(&scope, work(pipeline));
    wok_scope_spawn(&scope, collect(pipeline));
    return await wok_scope_run(&scope);
}

async int main(void) {
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    defer free(pipeline);
    if (!pipeline)
        return 1;
    pipeline->jobs = wok_channel_create(sizeof(int), 32);
    defer wok_channel_destroy(pipeline->jobs);
    pipeline->results = wok_channel_create(sizeof(struct result), 32);
    defer wok_channel_destroy(pipeline->results);
    if (!pipeline->jobs || !pipeline->results || await run(pipeline) < 0)
        return 1;
    printf("%d primes up to %d, the last is ", pipeline->count, LAST);
    for (int number = LAST; number > 0; number--)
        if (pipeline->is_prime[number]) {
            printf("%d\n", number);
            break;
        }
    return 0;
}
