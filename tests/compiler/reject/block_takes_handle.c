// A handle moves into the block that uses it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0));
    auto block = async_move({ await handle; });
    int value = await block;
#ifndef TWIN
    value += await handle; // error: E0102
#endif
    return value;
}
