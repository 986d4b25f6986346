// A boxed block has to take its values along.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
#ifdef TWIN
    auto block = async_move({ await later(value); });
#else
    auto block = async({ await later(value); });
#endif
    auto boxed = box(block); // error: E0109 (unless TWIN)
    return await boxed;
}
