// What is boxed needs no second box.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto boxed = box(later(0));
#ifdef TWIN
    auto again = boxed;
#else
    auto again = box(boxed); // error: E0005
#endif
    return await again;
}
