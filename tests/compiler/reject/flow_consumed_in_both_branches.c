// The branches of a join all run: both would await the same future.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a = 0, b = 0;
    auto f = later(0);
#ifdef TWIN
    auto g = later(0);
    join(a = await f, b = await g);
#else
    join(a = await f, b = await f); // error: E0102
#endif
    return a + b;
}
