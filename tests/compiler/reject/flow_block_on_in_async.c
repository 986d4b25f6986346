// Blocking inside an async function would stop the thread that runs it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    return await later(0);
#else
    return wok_block_on(later(0)); // error: E0900
#endif
}
