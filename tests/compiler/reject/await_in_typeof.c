// typeof evaluates nothing either.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    __typeof__(1) result = await later(0);
#else
    __typeof__(await later(1)) result = await later(0); // error: E0004
#endif
    return result;
}
