// A pointer to a value that only one thread at a time may reach, kept across the await.
#include "corpus.h"

static struct cell shared;

static async int watch(void) {
    struct cell *cell = &shared; // note: `cell` points to a `struct cell`, which is marked WOK_NOT_SYNC
#ifdef TWIN
    int value = cell_read(cell);
    await nothing();
    return value;
#else
    await nothing(); // note: with `cell` still used later
    return cell_read(cell); // note: `cell` is used here
#endif
}

async int main(void) {
    return await spawn(watch()); // error: E0401 (unless TWIN)
}
