// The size of a frame is the compiler's business and changes with it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto f = later(0);
#ifdef TWIN
    int size = 0;
#else
    int size = (int)sizeof f; // error: E0105
#endif
    return size * await f;
}
