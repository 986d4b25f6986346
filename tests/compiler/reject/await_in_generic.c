// The controlling expression of _Generic is not evaluated.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int result = await later(0);
#ifdef TWIN
    return _Generic(result, int: 0, default: 1);
#else
    return _Generic(await later(1), int: result, default: 1); // error: E0004|E0900
#endif
}
