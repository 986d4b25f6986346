// A pointer to an async function that was declared through a typedef only: its descriptor has no
// name yet.
#include <wok/wok.h>

typedef async int step(int depth);
#ifdef TWIN
static async int down(int depth);
static step *const first = down;
#else
static step down;
static step *const first = down; // error: E0900
#endif

static async int down(int depth) {
    await wok_yield();
    return depth - 1;
}

async int main(void) {
    return await first(1);
}
