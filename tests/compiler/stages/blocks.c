// Blocks and boxes: what is shared is alive wherever it exists, what is taken along is an argument,
// a box is dropped if the task is cancelled.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int around(int first) {
    int shared = first, copied = 2, neither = 3;
    auto boxed = box(later(neither));
    auto block = async({
        int inner = await later(shared);
        shared += inner;
        inner;
    });
    auto moved = async_move({ await later(copied) + await boxed; });
    await wok_yield();
    int sum = await block;
    return sum + await moved;
}
