// Operands with side effects happen once, and before the await that follows them.
// expect: 1 2 3, 3 steps
// expect: 11 20, index 1
// expect: 5 6 7, i 3
// expect: 140
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int values[3], *p = values;
    for (int i = 1; i <= 3; i++)
        *p++ = await later(i);
    printf("%d %d %d, %d steps\n", values[0], values[1], values[2], (int)(p - values));
    int sums[2] = {10, 20}, index = 0;
    sums[index++] += await later(1);
    printf("%d %d, index %d\n", sums[0], sums[1], index);
    int i = 0, target[3];
    while (i < 3) {
        int at = i++;
        target[at] = await later(at + 5);
    }
    printf("%d %d %d, i %d\n", target[0], target[1], target[2], i);
    int *cursor = target;
    int first = *cursor++ * await later(10) + await later(90);
    printf("%d\n", first);
    return 0;
}
