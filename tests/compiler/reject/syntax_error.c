// A syntax error in an async body is reported at its line.
#include <wok/wok.h>

async int main(void) {
    await wok_yield();
    int n = 0
#ifdef TWIN
        ;
#endif
    return n; // error: E0001|E0002 (unless TWIN)
}
