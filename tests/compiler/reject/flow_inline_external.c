// An inline async function with external linkage is not compiled yet.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

#ifdef TWIN
static inline async int twice(int value) {
#else
inline async int twice(int value) { // error: E0900
#endif
    return 2 * await later(value);
}

async int main(void) {
    return await twice(0);
}
