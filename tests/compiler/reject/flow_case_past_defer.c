// A case label behind a defer would enter its scope past it.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(int argc, char **argv) {
    int cell = 0;
    (void)argv;
    switch (argc) {
    case 9:
        cell = 1;
#ifdef TWIN
        {
            defer cell++;
            await wok_yield();
        }
#else
        defer cell++;
        await wok_yield();
#endif
        break;
    case 1: // error: E0202 (unless TWIN)
        break;
    }
    return cell;
}
