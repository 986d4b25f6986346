// A handle whose arm loses is still there, and has to be consumed.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
    auto handle = spawn(later(0)); // error: E0104 (unless TWIN)
    race {
        when (value = await handle) {
        }
        when (await wok_sleep(1)) {
#ifdef TWIN
            wok_detach(handle);
#endif
        }
    }
    return value;
}
