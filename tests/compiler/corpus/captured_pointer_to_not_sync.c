// The value may move to the task; a pointer to it, which a block takes along, may not.
#include "corpus.h"

async int main(void) {
    static struct cell value;
    struct cell *x = &value;
#ifdef TWIN
    struct cell copy = *x;
    return await spawn(async_move ({ await nothing(); cell_read(&copy); }));
#else
    return await spawn(async_move ({ await nothing(); cell_read(x); })); // error: E0401
    // says: `x` points to a `struct cell`, which is marked WOK_NOT_SYNC, and goes to the task here
#endif
}
