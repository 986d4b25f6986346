// A call through a pointer has no size to be stored by value.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    async int (*call)(int) = later;
#ifdef TWIN
    return await call(0);
#else
    auto f = call(0); // error: E0106
    return await f;
#endif
}
