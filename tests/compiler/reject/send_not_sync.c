// A type for one thread at a time may be moved into a task, but a pointer to it may not be shared.
// says: `&cell` points to a `struct cell`, which is marked WOK_NOT_SYNC
#include <wok/wok.h>

struct WOK_NOT_SYNC cell {
    int count;
};

#ifdef TWIN
static async int first(struct cell cell) {
    await wok_yield();
    return cell.count;
}
#else
static async int first(struct cell *cell) {
    await wok_yield();
    return cell->count;
}
#endif

async int main(void) {
    static struct cell cell;
#ifdef TWIN
    return await spawn(first(cell));
#else
    return await spawn(first(&cell)); // error: E0401
#endif
}
