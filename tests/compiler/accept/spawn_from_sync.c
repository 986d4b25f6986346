// A plain function called from async code may spawn and hand the task back.
// expect: 12
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static task(int) start(int value) {
    return spawn(later(value));
}

async int main(void) {
    auto handle = start(12);
    printf("%d\n", await handle);
    return 0;
}
