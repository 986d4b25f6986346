// A value of one thread is alive across an await of a spawned task.
// says: `holder.inner.c` points to a `struct cell`, which is marked WOK_NOT_SEND
// says: with `holder` still used later
// says: `worker` awaits `inner` here
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int count;
};

struct holder {
    int before;
    struct {
        struct cell *c;
    } inner;
};

static async int inner(void) {
    struct cell cell = {1};
    struct holder holder = {0, {&cell}};
#ifdef TWIN
    holder.inner.c->count++;
    int count = cell.count;
    await wok_yield();
    return count - 2;
#else
    await wok_yield();
    holder.inner.c->count++;
    return holder.before;
#endif
}

static async int worker(void) {
    return await inner();
}

async int main(void) {
#ifdef TWIN
    return await spawn(worker());
#else
    return await spawn(worker()); // error: E0401
#endif
}
