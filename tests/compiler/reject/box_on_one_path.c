// A boxed future has to be consumed on every path.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    (void)argv;
    future(int) boxed = box(later(0)); // error: E0103 (unless TWIN)
#ifndef TWIN
    if (argc > 1)
        return 1;
#endif
    return await boxed;
}
