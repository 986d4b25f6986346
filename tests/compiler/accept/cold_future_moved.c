// auto g = f moves a cold future: g is awaited, f is gone. Moves can be chained.
// no-erase
// expect: moved
// expect: cook 1
// expect: 2
#include <stdio.h>
#include <wok/wok.h>

static async int cook(int n) {
    printf("cook %d\n", n);
    await wok_yield();
    return n + 1;
}

async int main(void) {
    auto f = cook(1);
    auto g = f;
    await wok_yield();
    auto h = g;
    printf("moved\n");
    printf("%d\n", await h);
    return 0;
}
