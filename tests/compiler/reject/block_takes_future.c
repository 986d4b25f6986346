// A block that awaits a future takes it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto cold = later(0);
    auto block = async({ await cold; });
    int value = await block;
#ifndef TWIN
    value += await cold; // error: E0102
#endif
    return value;
}
