// No control flow leaves a defer.
#include <wok/wok.h>

async int main(void) {
    int cell = 0;
#ifdef TWIN
    defer cell++;
#else
    defer {
        cell++;
        return 1; // error: E0201
    }
#endif
    await wok_yield();
    return cell;
}
