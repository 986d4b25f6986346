#include <wok/wok.h>

async int other(void);

static async int helper(void) {
    struct local {
        char value;
    } local = {2};
    static int calls;
    await wok_yield();
    calls++;
    return local.value * calls;
}

async int other(void) {
    return await helper();
}
