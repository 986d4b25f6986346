// A future by value is not passed along; box it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static int plain(int value) {
    return value;
}

async int main(void) {
    auto f = later(0);
#ifdef TWIN
    return plain(await f);
#else
    return plain(f); // error: E0105
#endif
}
