// A cold future awaited on every path, each path once.
// no-erase
// expect: odd 1
// expect: even 2
#include <stdio.h>
#include <wok/wok.h>

static async int same(int n) {
    await wok_yield();
    return n;
}

static async void show(int n) {
    auto f = same(n);
    if (n % 2)
        printf("odd %d\n", await f);
    else
        printf("even %d\n", await f);
}

async int main(void) {
    await show(1);
    await show(2);
    return 0;
}
