// C23 allows a definition to leave out a parameter's name; the frame needs one.
// flags: -std=gnu2x
#include <wok/wok.h>

#ifdef TWIN
static async int first(int value, int other) { // used below
    (void)other;
#else
static async int first(int value, int) { // error: E0900
#endif
    await wok_yield();
    return value;
}

async int main(void) {
    return await first(0, 1);
}
