// What a box was built with goes to the task that adopts it.
#include "corpus.h"

static async int ready(struct counted count) {
    return counted_use(&count);
}

async int main(void) {
    auto boxed = box(ready(counted_new(0))); // note: is a `struct counted`, which is marked WOK_NOT_SEND, and goes to the task here
#ifdef TWIN
    return await boxed;
#else
    return await spawn(boxed); // error: E0401
#endif
}
