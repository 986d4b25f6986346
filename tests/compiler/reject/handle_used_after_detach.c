// A detached task is on its own.
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
    wok_detach(handle);
    return await handle; // error: E0102
#endif
}
