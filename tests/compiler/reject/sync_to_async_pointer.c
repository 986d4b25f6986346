// Nor the other way round.
#include <wok/wok.h>

#ifdef TWIN
static async int value(int n) {
#else
static int value(int n) {
#endif
    return n;
}

async int main(void) {
    async int (*f)(int) = value; // error: E0108 (unless TWIN)
    return await f(0);
}
