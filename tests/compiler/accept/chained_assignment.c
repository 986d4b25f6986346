// a = b = await, and assignments as values.
// expect: 4 4 9
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a, b, c;
    a = b = await later(4);
    c = (a + (b = await later(b)) + await later(1));
    printf("%d %d %d\n", a, b, c);
    return 0;
}
