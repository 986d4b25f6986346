// A task has started already.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0));
#ifdef TWIN
    return await handle;
#else
    return await spawn(handle); // error: E0005
#endif
}
