// A future that is built and never awaited does nothing.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0); // error: E0103 (unless TWIN)
#ifdef TWIN
    return await f;
#else
    await wok_yield();
    return 0;
#endif
}
