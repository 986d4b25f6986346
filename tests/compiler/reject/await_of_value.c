// An int is not a future.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int number = 0;
#ifdef TWIN
    return await later(number);
#else
    return await number; // error: E0005
#endif
}
