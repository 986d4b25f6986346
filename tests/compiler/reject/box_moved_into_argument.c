// A boxed future that was passed on belongs to the callee.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int takes(future(int) inner) {
    return await inner;
}

async int main(void) {
    auto boxed = box(later(0));
    int value = await takes(boxed);
#ifndef TWIN
    value += await boxed; // error: E0102
#endif
    return value;
}
