// box is not compiled yet.
// says: box
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    auto boxed = later(0);
#else
    auto boxed = box(later(0)); // error: E0900
#endif
    return await boxed;
}
