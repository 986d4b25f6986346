// A static is initialised before the program runs.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    int cell = await later(0);
#else
    static int cell = await later(0); // error: E0004|E0002
#endif
    return cell;
}
