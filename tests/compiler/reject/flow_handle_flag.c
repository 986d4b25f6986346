// Paths are followed, values are not: a flag tested again does not count.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    (void)argv;
    auto handle = spawn(later(0));
    if (argc > 1)
        wok_detach(handle);
#ifdef TWIN
    else
        return await handle;
    return 0;
#else
    if (argc > 1)
        return 0;
    return await handle; // error: E0102
#endif
}
