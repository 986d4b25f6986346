// A jump past the declaration of a handle into its scope.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    int result = 1;
    (void)argv;
    if (argc > 5)
        goto out; // error: E0202 (unless TWIN)
#ifdef TWIN
    {
        auto handle = spawn(later(0));
        result = await handle;
    }
#else
    auto handle = spawn(later(0));
    result = await handle;
#endif
out:
    return result;
}
