// Loops of a WOK_PREEMPT function give way by themselves, whatever kind of loop it is.
// no-erase
// expect: for 499500, others ran 1
// expect: while 1000, others ran 1
// expect: do 1000, others ran 1
// expect: nested 10000, skipped 5000, others ran 1
// expect: awaits 300, others ran 1
// expect: macro 1000, others ran 1
// expect: block 1000, others ran 1
// expect: cleaned 3
#include <stdio.h>
#include <wok/wok.h>

static volatile int turns;
static int seen, cleaned;

/* A local task: it gets a turn only when the worker of main is free. */
static async void other(void) {
    for (;;) {
        turns++;
        await wok_yield();
    }
}

static int others_ran(void) {
    int ran = turns > seen;
    seen = turns;
    return ran;
}

WOK_PREEMPT static async long with_for(int limit) {
    long sum = 0;
    for (int i = 0; i < limit; i++)
        sum += i;
    return sum;
}

static WOK_PREEMPT async int with_while(int limit) {
    int i = 0;
    while (i < limit)
        i++;
    return i;
}

static async int with_do(int limit);
WOK_PREEMPT static async int with_do(int limit) {
    int i = 0;
    do
        i++;
    while (i < limit);
    return i;
}

WOK_PREEMPT static async int nested(int limit, int *skipped) {
    int count = 0;
    for (int i = 0; i < limit; i++) {
        int row[4] = {i, i + 1, i + 2, i + 3};
        for (int j = 0; j < limit; j++) {
            if (row[0] + j == -1)
                goto out;
            count++;
            if ((i + j) % 2)
                continue;
            ++*skipped;
        }
    }
out:
    return count;
}

static void count_cleaned(int *number) {
    cleaned += *number;
}

/* The loop also awaits; its condition does; what is cleaned up is, at the end. */
WOK_PREEMPT static async int with_awaits(int limit) {
    __attribute__((cleanup(count_cleaned))) int three = 3;
    defer {
        for (int i = 0; i < 200; i++)
            three = 3;
    }
    int count = 0;
    for (int i = 0; i < limit; i++) {
        while (await with_while(1) + count < 3 * (i + 1) + 1)
            count++;
    }
    return count;
}

#define EACH(i, limit) for (int i = 0; i < (limit); i++)

WOK_PREEMPT static async int with_macro(int limit) {
    int sum = 0;
    EACH(i, limit) sum++;
    return sum;
}

WOK_PREEMPT static async int with_block(int limit) {
    int sum = 0;
    auto block = async ({
        for (int i = 0; i < limit; i++)
            sum++;
        sum;
    });
    return await block;
}

async int main(void) {
    int skipped = 0;
    auto task = spawn_local(other());
    long sum = await with_for(1000);
    printf("for %ld, others ran %d\n", sum, others_ran());
    int got = await with_while(1000);
    printf("while %d, others ran %d\n", got, others_ran());
    got = await with_do(1000);
    printf("do %d, others ran %d\n", got, others_ran());
    got = await nested(100, &skipped);
    printf("nested %d, skipped %d, others ran %d\n", got, skipped, others_ran());
    got = await with_awaits(100);
    printf("awaits %d, others ran %d\n", got, others_ran());
    got = await with_macro(1000);
    printf("macro %d, others ran %d\n", got, others_ran());
    got = await with_block(1000);
    printf("block %d, others ran %d\n", got, others_ran());
    printf("cleaned %d\n", cleaned);
    await wok_cancel(task);
    return 0;
}
