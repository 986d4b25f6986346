// Consuming in a loop body what was spawned before the loop.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = 0;
    auto handle = spawn(later(0));
#ifdef TWIN
    sum = await handle;
#else
    do
        sum += await handle; // error: E0102
    while (sum < 0);
#endif
    return sum;
}
