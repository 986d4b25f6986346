// A block is a future, and no value.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    int value = await async({ await later(0); });
#else
    int value = async({ await later(0); }); // error: E0101
#endif
    return value;
}
