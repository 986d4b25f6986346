// A spawned block takes its values along, to any thread; so does what it holds across an await.
// says: `cell` points to a `struct cell`, which is marked WOK_NOT_SEND
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int count;
};

static struct cell one;

async int main(void) {
    task(int) work = spawn(async_move({ // error: E0401 (unless TWIN)
        struct cell *cell = &one;
        int count = cell->count;
        await wok_yield();
#ifndef TWIN
        count += cell->count;
#endif
        count;
    }));
    return await work;
}
