// expect: 5 and 7
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a, b;
    join(a = await later(5), b = await later(7)); // both wait at the same time
    printf("%d and %d\n", a, b);
    return 0;
}
