// An await consumes a boxed future.
// says: boxed future `boxed` was consumed
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto boxed = box(later(0));
    int value = await boxed;
#ifndef TWIN
    value += await boxed; // error: E0102
#endif
    return value;
}
