// Async blocks are not compiled yet: the error names them.
// says: async (
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    auto block = later(0);
#else
    auto block = async({ await later(0); }); // error: E0900
#endif
    return await block;
}
