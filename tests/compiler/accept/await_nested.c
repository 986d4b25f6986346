// await f(await g(await h())): inner awaits finish before the outer call begins.
// full
// expect: 1 3 7
// expect: 15
#include <stdio.h>
#include <wok/wok.h>

static async int twice_and_one(int value) {
    await wok_yield();
    return 2 * value + 1;
}

static async int shown(int value) {
    await wok_yield();
    printf("%d ", value);
    return value;
}

async int main(void) {
    int a = await shown(await twice_and_one(await shown(await twice_and_one(await shown(1)))));
    printf("\n%d\n", await twice_and_one(a));
    return 0;
}
