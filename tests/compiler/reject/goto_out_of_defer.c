// A goto in a defer may not leave it.
#include <wok/wok.h>

async int main(void) {
    int cell = 0;
    defer {
#ifndef TWIN
        goto out; // error: E0201
#endif
        cell++;
    }
    await wok_yield();
#ifndef TWIN
out:
#endif
    return 0;
}
