// Awaiting a cold future consumes it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0);
    int a = await f;
#ifdef TWIN
    int b = await later(0);
#else
    int b = await f; // error: E0102
#endif
    return a + b;
}
