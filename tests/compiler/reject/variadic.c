// An async function takes a fixed number of arguments.
#include <wok/wok.h>

#ifdef TWIN
static async int first(int n) {
#else
static async int first(int n, ...) { // error: E0303
#endif
    await wok_yield();
    return n;
}

async int main(void) {
    return await first(0);
}
