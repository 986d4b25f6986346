// return await, return of an expression with awaits, and return in the middle of loops.
// expect: 3 30 4
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int direct(void) {
    return await later(3);
}

static async int sum(void) {
    return await later(10) + await later(20);
}

static async int first_above(int limit) {
    for (int i = 0;; i++) {
        if (await later(i) > limit)
            return i;
    }
}

async int main(void) {
    int a = await direct(), b = await sum(), c = await first_above(3);
    printf("%d %d %d\n", a, b, c);
    return 0;
}
