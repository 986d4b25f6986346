// A future variable is initialised once.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0);
#ifndef TWIN
    f = later(1); // error: E0107
#endif
    return await f;
}
