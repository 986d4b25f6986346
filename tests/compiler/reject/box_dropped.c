// A boxed future that nobody keeps never runs.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    await box(later(0));
#else
    box(later(0)); // error: E0103
#endif
    return 0;
}
