// An async function is not what a plain function pointer points to.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    async int (*f)(int) = later;
    return await f(0);
#else
    int (*f)(int) = later; // error: E0108
    await wok_yield();
    return f(0);
#endif
}
