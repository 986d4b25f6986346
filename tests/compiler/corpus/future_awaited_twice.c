// A future runs once. (rustc refuses the first two; the third it finds when the program runs.)
#include "corpus.h"

async int main(void) {
    auto f = step(0);
    int first = await f; // note: consumed here
#ifdef TWIN
    return first + await step(0);
#else
    return first + await f; // error: E0102
    // says: the future `f` was consumed before
#endif
}
