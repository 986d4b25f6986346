// It is awaited if the condition holds, and forgotten if not.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int choose(int yes) {
    auto f = later(0); // error: E0103 (unless TWIN)
    if (yes)
        return await f;
#ifdef TWIN
    return await f;
#else
    return 1;
#endif
}

async int main(void) {
    return await choose(1);
}
