// The second turn of the loop would await it again.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = 0;
#ifndef TWIN
    auto f = later(0);
#endif
    for (int i = 0; i < 2; i++) {
#ifdef TWIN
        auto f = later(0);
#endif
        sum += await f; // error: E0102 (unless TWIN)
    }
    return sum;
}
