// A call of a plain function has its value already.
#include <wok/wok.h>

#ifdef TWIN
static async int value(void) {
#else
static int value(void) {
#endif
    return 0;
}

async int main(void) {
    await wok_yield();
    return await value(); // error: E0005 (unless TWIN)
}
