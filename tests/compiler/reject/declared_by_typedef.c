// An async function is declared with its parameters, not through a typedef of its type.
#include <wok/wok.h>

#ifdef TWIN
static async int down(int depth);
#else
typedef async int step(int depth);
static step down; // error: E0900
#endif

static async int down(int depth) {
    await wok_yield();
    return depth - 1;
}

async int main(void) {
    return await down(1);
}
