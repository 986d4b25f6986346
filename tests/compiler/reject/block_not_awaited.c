// A block that nobody awaits never runs.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto block = async({ await later(0); }); // error: E0103 (unless TWIN)
#ifdef TWIN
    return await block;
#else
    return 0;
#endif
}
