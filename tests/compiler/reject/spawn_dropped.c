// The handle of a spawn that stands alone is lost.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    wok_detach(spawn(later(0)));
#else
    spawn(later(0)); // error: E0104
#endif
    await wok_yield();
    return 0;
}
