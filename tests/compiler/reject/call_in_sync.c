// In a plain function an async call stands inside spawn, box or wok_block_on.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

int main(void) {
#ifdef TWIN
    return wok_block_on(later(0));
#else
    return later(0); // error: E0101
#endif
}
