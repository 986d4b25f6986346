// A cold future with struct arguments and a struct result.
// no-erase
// expect: 4 6
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async struct pair add(struct pair x, struct pair y) {
    await wok_yield();
    return (struct pair){x.a + y.a, x.b + y.b};
}

async int main(void) {
    struct pair one = {1, 2};
    auto f = add(one, (struct pair){3, 4});
    one.a = 100;
    struct pair sum = await f;
    printf("%d %d\n", sum.a, sum.b);
    return 0;
}
