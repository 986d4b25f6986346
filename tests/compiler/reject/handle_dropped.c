// A task handle must be awaited, joined, cancelled or detached.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0)); // error: E0104 (unless TWIN)
#ifdef TWIN
    wok_detach(handle);
#endif
    await wok_yield();
    return 0;
}
