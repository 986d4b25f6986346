// A goto cannot leave a block.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto block = async_move({
        int value = await later(0);
#ifndef TWIN
        if (value)
            goto out; // error: E0201
#endif
        value;
    });
    int value = await block;
    if (value)
        goto out;
out:
    return value;
}
