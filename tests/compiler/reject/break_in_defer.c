// A break in a defer would leave the loop around it.
#include <wok/wok.h>

async int main(void) {
    int cell = 0;
    for (int i = 0; i < 2; i++) {
        defer {
            cell++;
#ifndef TWIN
            break; // error: E0201
#endif
        }
        await wok_yield();
    }
    return cell - 2;
}
