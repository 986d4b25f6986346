// A va_list points into a C stack that is gone after the await.
#include <stdarg.h>

#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int use(int value, va_list list) { // error: E0303 (unless TWIN)
#ifndef TWIN
    await wok_yield();
#endif
    return value + va_arg(list, int) - 1;
}

static int start(int value, ...) {
    va_list list;
    va_start(list, value);
    int result = wok_block_on(use(value, list));
    va_end(list);
    return result;
}

int main(void) {
    return start(0, 1);
}
