// A future is not the int that the plain function wants.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static int same(int value) {
    return value;
}

async int main(void) {
#ifdef TWIN
    return same(await later(0));
#else
    return same(later(0)); // error: E0101
#endif
}
