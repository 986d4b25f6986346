// A jump past the declaration reaches an await of a future that was never built.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    (void)argv;
    if (argc > 5)
        goto out;
    auto f = later(0);
#ifdef TWIN
    return await f;
out:
    return 1;
#else
out:
    return await f; // error: E0102
#endif
}
