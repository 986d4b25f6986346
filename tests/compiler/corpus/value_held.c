// The plainest case: made, awaited over, used.
#include "corpus.h"

static async int bar(void) {
    struct counted count = counted_new(0); // note: `count` is a `struct counted`, which is marked WOK_NOT_SEND
    await nothing(); // note: with `count` still used later
    return counted_use(&count); // note: `count` is used here
}

async int main(void) {
#ifdef TWIN
    return await bar();
#else
    return await spawn(bar()); // error: E0401
    // says: `bar` cannot be spawned
#endif
}
