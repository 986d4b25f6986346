// An assignment over a handle loses the task that it stood for.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(1)); // error: E0104 (unless TWIN)
#ifdef TWIN
    wok_detach(handle);
#endif
    handle = spawn(later(0));
    return await handle;
}
