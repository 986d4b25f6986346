// What must not change threads is deep inside of a value, and the spawned function awaits another one.
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
    await wok_yield();
    holder.inner.c->count++;
    return holder.before;
}

static async int worker(void) {
    return await inner();
}

async int main(void) {
    return await spawn(worker());
}
