// A handle that is returned takes the task out of the scope of what it was given.
// says: from here on nobody waits for the task in that scope
#include <wok/wok.h>

struct point {
    int x, y;
};

static async int first(const struct point *point) {
    await wok_yield();
    return point->x;
}

static task(int) start(void) {
#ifdef TWIN
    static struct point point = {0, 1};
#else
    struct point point = {0, 1};
#endif
    task(int) work = spawn(first(&point)); // error: E0402 (unless TWIN)
    return work;
}

async int main(void) {
    return await start();
}
