// A plain function cannot await a block.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

int plain(void) {
    int value = 0;
#ifdef TWIN
    return wok_block_on(async_move({ await later(value); }));
#else
    return await async({ value; }); // error: E0003
#endif
}

async int main(void) {
    return await later(0);
}
