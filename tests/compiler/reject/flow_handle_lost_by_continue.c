// continue leaves the scope of the handle.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        auto handle = spawn(later(0)); // error: E0104 (unless TWIN)
        if (i == 1) {
#ifdef TWIN
            wok_detach(handle);
#endif
            continue;
        }
        sum += await handle;
    }
    return sum;
}
