// await stands in a function that is not async.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

#ifdef TWIN
static async int plain(void) {
#else
static int plain(void) {
#endif
    return await later(1); // error: E0003
}

async int main(void) {
#ifdef TWIN
    return await plain();
#else
    return plain();
#endif
}
