// A future by value cannot be copied into a block.
// says: box(…)
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    auto cold = box(later(0));
#else
    auto cold = later(0);
#endif
    auto block = async_move({ await cold; }); // error: E0900 (unless TWIN)
    return await block;
}
