// join runs its branches concurrently and waits for all; two to eight of them.
// full
// expect: 3
// expect: 6
// expect: 36
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    for (int i = 0; i < value; i++)
        await wok_yield();
    return value;
}

async int main(void) {
    int a, b, c, d, e, f, g, h;
    join(a = await later(1), b = await later(2));
    printf("%d\n", a + b);
    join(a = await later(1), b = await later(2), c = await later(3));
    printf("%d\n", a + b + c);
    join(a = await later(1), b = await later(2), c = await later(3), d = await later(4),
         e = await later(5), f = await later(6), g = await later(7), h = await later(8));
    printf("%d\n", a + b + c + d + e + f + g + h);
    return 0;
}
