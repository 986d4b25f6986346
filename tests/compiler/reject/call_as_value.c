// The value of an async call is there only after an await.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
#ifdef TWIN
    int value = await later(0);
#else
    int value = later(0); // error: E0101
#endif
    return value;
}
