// No way out of a block but its end.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        auto block = async_move({
            int value = await later(i);
#ifndef TWIN
            if (value == 2)
                break; // error: E0201
#endif
            value;
        });
        sum += await block;
    }
    return sum - 3;
}
