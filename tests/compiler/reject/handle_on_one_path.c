// Early return forgets the handle.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    (void)argv;
    auto handle = spawn(later(0)); // error: E0104 (unless TWIN)
    if (argc > 1) {
#ifdef TWIN
        wok_detach(handle);
#endif
        return 1;
    }
    return await handle;
}
