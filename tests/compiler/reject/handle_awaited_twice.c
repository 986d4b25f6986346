// A completed await consumes the handle.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0));
    int a = await handle;
#ifdef TWIN
    int b = a;
#else
    int b = await handle; // error: E0102
#endif
    return a + b;
}
