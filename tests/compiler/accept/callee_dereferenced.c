// A callee that is itself an effect, dereferenced, before an argument that awaits; results with
// qualifiers that mean nothing.
#include <wok/wok.h>
static async const unsigned constant(int v) {
    await wok_yield();
    return (unsigned)v;
}

static async unsigned later(unsigned v, unsigned w) { await wok_yield(); return v + w; }
static async unsigned (*table[])(unsigned, unsigned) = {later, later};
async int main(void) {
    unsigned i = 0;
    return (int)await (*table[i++])(await later(1, 2), 3) - 6 + (int)await constant(0);
}
