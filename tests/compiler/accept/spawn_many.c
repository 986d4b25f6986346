// Ten thousand tasks, all awaited.
// full
// expect: 49995000
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

enum { COUNT = 10000 };

static async int same(int value) {
    if (value % 3 == 0)
        await wok_yield();
    return value;
}

async int main(void) {
    task(int) *tasks = malloc(COUNT * sizeof *tasks);
    if (!tasks)
        return 1;
    defer free(tasks);
    for (int i = 0; i < COUNT; i++)
        tasks[i] = spawn(same(i));
    long sum = 0;
    for (int i = 0; i < COUNT; i++)
        sum += await tasks[i];
    printf("%ld\n", sum);
    return 0;
}
