// Sleepers wake in the order of their deadlines.
// no-erase
// expect: 1 2 3
#include <stdio.h>
#include <wok/wok.h>

static async void say_after(int n) {
    await wok_sleep((uint64_t)n * 100 * WOK_MS);
    printf("%d%s", n, n < 3 ? " " : "\n");
}

async int main(void) {
    auto c = spawn(say_after(3));
    auto b = spawn(say_after(2));
    auto a = spawn(say_after(1));
    await a;
    await b;
    await c;
    return 0;
}
