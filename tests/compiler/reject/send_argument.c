// What a spawned call is given goes to another thread, whatever becomes of it there.
// says: `c` points to a `struct cell`, which is marked WOK_NOT_SEND
#include <wok/wok.h>

#ifdef TWIN
#define MARK
#else
#define MARK WOK_NOT_SEND
#endif

struct MARK cell {
    int count;
};

static async int first(struct cell *cell) {
    int count = cell->count;
    await wok_yield();
    return count;
}

async int main(void) {
    static struct cell cell;
    struct cell *c = &cell;
    task(int) work = spawn(first(c)); // error: E0401 (unless TWIN)
    return await work;
}
