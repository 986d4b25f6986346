// A function that takes a handle has to consume it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int take(task(int) handle) { // error: E0104 (unless TWIN)
#ifdef TWIN
    return await handle;
#else
    await wok_yield();
    return 0;
#endif
}

async int main(void) {
    return await take(spawn(later(0)));
}
