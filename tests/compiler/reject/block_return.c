// The value of a block is its last expression.
// says: last expression
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto block = async({
#ifdef TWIN
        await later(0);
#else
        return await later(0); // error: E0201
#endif
        1;
    });
    return await block - 1;
}
