// join in join, join in a loop, and larger expressions as branches.
// expect: 10 6
// expect: 0 1 4 9
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int both(int a, int b) {
    join(a = await later(a), b = await later(b));
    return a + b;
}

async int main(void) {
    int a, b;
    join(a = await both(1, 2) + await both(3, 4), b = 2 * await both(1, 2));
    printf("%d %d\n", a, b);
    int squares[4];
    for (int i = 0; i < 4; i += 2)
        join(squares[i] = await later(i * i), squares[i + 1] = await later((i + 1) * (i + 1)));
    printf("%d %d %d %d\n", squares[0], squares[1], squares[2], squares[3]);
    return 0;
}
