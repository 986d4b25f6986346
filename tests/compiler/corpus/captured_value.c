// A block that takes the value along without ever awaiting: it still goes to the task.
#include "corpus.h"

async int main(void) {
    struct counted count = counted_new(0);
    int plain = 0;
#ifdef TWIN
    return await spawn(async_move ({ plain; })) + counted_use(&count);
#else
    return await spawn(async_move ({ plain + counted_use(&count); })); // error: E0401
    // says: `count` is a `struct counted`, which is marked WOK_NOT_SEND, and goes to the task here
#endif
}
