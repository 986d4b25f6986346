// auto g = f moves the future: f is empty afterwards.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0);
    auto g = f;
#ifdef TWIN
    return await g;
#else
    await g;
    return await f; // error: E0102
#endif
}
