// The defer consumes the handle once more on the way out.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0));
    defer wok_detach(handle); // error: E0102 (unless TWIN)
#ifdef TWIN
    return 0;
#else
    return await handle;
#endif
}
