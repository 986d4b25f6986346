// A nested function would hold on to a stack frame that goes away.
#include <wok/wok.h>

#ifdef TWIN
static int inner(int n) {
    return n;
}
#endif

async int main(void) {
#ifndef TWIN
    int inner(int n) { // error: E0305
        return n;
    }
#endif
    await wok_yield();
    return inner(0);
}
