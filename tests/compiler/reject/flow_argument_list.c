// A va_list points into a C stack that is gone after the await.
#include <stdarg.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

#ifdef TWIN
static async int use(int value, int other) {
    await wok_yield();
    return value + other - 1;
}
#else
static async int use(int value, va_list list) { // error: E0303
    await wok_yield();
    return value + va_arg(list, int) - 1;
}
#endif

static int start(int value, ...) {
    va_list list;
    va_start(list, value);
#ifdef TWIN
    int result = wok_block_on(use(value, va_arg(list, int)));
#else
    int result = wok_block_on(use(value, list));
#endif
    va_end(list);
    return result;
}

int main(void) {
    return start(0, 1);
}
