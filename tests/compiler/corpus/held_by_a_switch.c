// The value that a switch decides by is used after the await inside of it.
#include "corpus.h"

static async int choose(void) {
    struct counted count = counted_new(0); // note: `count` is a `struct counted`
    switch (count.count) {
    case 0:
        await nothing(); // note: with `count` still used later
#ifdef TWIN
        return 0;
#else
        return counted_use(&count); // note: `count` is used here
#endif
    default:
        return 1;
    }
}

async int main(void) {
    return await spawn(choose()); // error: E0401 (unless TWIN)
}
