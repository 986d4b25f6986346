// A branch of join is an expression: return cannot leave it from a statement expression.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a = 0, b = 0;
#ifdef TWIN
    join(a = await later(1), b = await later(2));
#else
    join(a = ({ if (b) return 1; await later(1); }), b = await later(2)); // error: E0201
#endif
    return a + b - 3;
}
