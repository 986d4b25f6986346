// The address of a future would let it move behind the compiler's back.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0);
#ifndef TWIN
    void *p = &f; // error: E0105
    (void)p;
#endif
    return await f;
}
