// x += await f() reads x after the await; other operators and lvalues likewise.
// full
// expect: 110
// expect: 6 5 1 12 3 1
// expect: 9 9
#include <stdio.h>
#include <wok/wok.h>

static int shared;

static async int change_shared(int by) {
    await wok_yield();
    shared = 100;
    return by;
}

static async int later(int value) {
    await wok_yield();
    return value;
}

struct box_of_int {
    int value;
};

async int main(void) {
    shared = 1;
    shared += await change_shared(10);
    printf("%d\n", shared);
    int a = 3, b = 10, c = 7, d = 3, e = 6, f = 3;
    a *= await later(2);
    b /= await later(2);
    c %= await later(2);
    d <<= await later(2);
    e >>= await later(1);
    f &= await later(5);
    printf("%d %d %d %d %d %d\n", a, b, c, d, e, f);
    struct box_of_int boxes[2] = {{1}, {8}}, *p = boxes;
    boxes[await later(0)].value += await later(8);
    (p + 1)->value |= await later(1);
    printf("%d %d\n", boxes[0].value, boxes[1].value);
    return 0;
}
