// A defer is written out for each way out of its scope, so it has no labels.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int cell = 0;
    {
        defer {
#ifndef TWIN
        again: // error: E0900
#endif
            cell++;
#ifndef TWIN
            if (cell < 3)
                goto again;
#endif
        }
        cell += await later(0);
    }
    return 0;
}
