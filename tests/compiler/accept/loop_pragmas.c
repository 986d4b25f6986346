// A pragma of a loop stands immediately before it, whatever wokcc writes around the loop.
// full
// expect: 10 24 6
#include <stdio.h>
#include <wok/wok.h>

static async int sum(const int *values, int count) {
    int total = 0;
    await wok_yield();
#pragma GCC unroll 4
    for (int i = 0; i < count; i++)
        total += values[i];
    await wok_yield();
    return total;
}

static async int product(const int *values, int count) {
    int total = 1;
    await wok_yield();
#pragma GCC unroll 2
    while (count > 0)
        total *= values[--count];
    return total;
}

static async int last(const int *values) {
    int i = 0;
    await wok_yield();
#pragma GCC unroll 2
    do
        i++;
    while (values[i - 1] < 4);
    await wok_yield();
    return i + 2;
}

async int main(void) {
    int values[] = {1, 2, 3, 4};
    int total = await sum(values, 4);
    int factor = await product(values, 4);
    printf("%d %d %d\n", total, factor, await last(values));
    return 0;
}
