// A block by reference cannot be awaited in a defer.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
    defer {
#ifdef TWIN
        wok_detach(spawn(async_move({ await later(value); })));
#else
        auto block = async({ await later(value); }); // error: E0203
#endif
    }
    return await later(value);
}
