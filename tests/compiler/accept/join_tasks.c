// Task handles awaited in the branches of a join.
// expect: 11
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto x = spawn(later(5));
    auto y = spawn(later(6));
    int a, b;
    join(a = await x, b = await y);
    printf("%d\n", a + b);
    return 0;
}
