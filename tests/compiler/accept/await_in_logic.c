// && and || stop early: the right side is awaited only when it decides.
// full
// expect: f 1
// expect: f 0
// expect: f 1
// expect: r 1 0 1 0
#include <stdio.h>
#include <wok/wok.h>

static async int f(int value) {
    await wok_yield();
    printf("f %d\n", value);
    return value;
}

async int main(void) {
    int zero = 0, one = 1;
    int a = one && await f(1);
    int b = one && await f(0);
    int c = zero || await f(1);
    int d = zero && await f(9);
    printf("r %d %d %d %d\n", a, b, c, d);
    return 0;
}
