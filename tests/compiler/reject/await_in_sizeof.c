// sizeof evaluates nothing, so there is nothing to await.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int result = await later(4);
#ifdef TWIN
    return (int)sizeof(result) - result;
#else
    return (int)sizeof(await later(1)) - result; // error: E0004
#endif
}
