// Made in the branch where a test failed, used after the await in that branch.
#include "corpus.h"

static async int first_or_count(const int *first) {
    if (!first) {
        struct counted count = counted_new(1); // note: `count` is a `struct counted`, which is marked WOK_NOT_SEND
#ifdef TWIN
        counted_use(&count);
        await nothing();
#else
        await nothing(); // note: with `count` still used later
        counted_use(&count); // note: `count` is used here
#endif
        return 0;
    }
    return *first;
}

async int main(void) {
    return await spawn(first_or_count(NULL)); // error: E0401 (unless TWIN)
}
