// Nothing speaks of it after the await but its own cleanup at the end of the branch.
#include "corpus.h"

static async int first_or_nothing(const int *first) {
    if (!first) {
#ifdef TWIN
        {
            struct counted count __attribute__((cleanup(counted_drop))) = counted_new(1);
            counted_use(&count);
        }
#else
        struct counted count __attribute__((cleanup(counted_drop))) = counted_new(1); // note: `count` is a `struct counted`
        counted_use(&count);
#endif
        await nothing(); // note: with `count` still used later
        return 0;
    }
    return *first;
}

async int main(void) {
    return await spawn(first_or_nothing(NULL)); // error: E0401 (unless TWIN)
}
