// A future by value is consumed by a race, also where it loses.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
    auto f = later(0);
    race {
        when (value = await f) {
            return value;
        }
        when (await wok_sleep(1)) {
        }
    }
#ifdef TWIN
    return value;
#else
    return await f; // error: E0102
#endif
}
