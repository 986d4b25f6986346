// A callee that has an effect and is dereferenced, before an argument that awaits.
#include <wok/wok.h>

static async unsigned later(unsigned value, unsigned other) {
    await wok_yield();
    return value + other;
}

static async unsigned (*table[])(unsigned, unsigned) = {later, later};

async int main(void) {
    unsigned i = 0;
    return (int)await (*table[i++])(await later(1, 2), 3) - 6;
}
