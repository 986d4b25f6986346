// A block by reference cannot outlive its scope.
// says: async_move
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
#ifdef TWIN
    auto handle = spawn(async_move({ await later(value); }));
#else
    auto handle = spawn(async({ await later(value); })); // error: E0109
#endif
    return await handle;
}
