// Fields that get values made of themselves and of each other: the checks follow what a field holds.
// expect: 6 12 3
#include <stdio.h>
#include <wok/wok.h>

struct sums {
    int a, b;
    const int *at;
};

static async int add(struct sums sums, int turns) {
    sums.at = &turns;
    for (int i = 0; i < turns; i++) {
        sums.a = sums.a + sums.b - 1;
        sums.b = sums.b + 1 + (sums.a - sums.a);
        sums.at = sums.at + 0;
        await wok_yield();
    }
    return sums.a + *sums.at - turns;
}

async int main(void) {
    struct sums sums = {.a = 1};
    sums.b = sums.b + 3;
    sums.a = sums.a + sums.b - 1;
    int first = await add(sums, 2) - 1 - 1 + 0;
    sums.at = sums.at ?: &first;
    printf("%d %d %d\n", first, await add(sums, 3), await spawn(add(sums, 0)));
    return 0;
}
