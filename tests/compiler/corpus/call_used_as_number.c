// The call is given to a function that wants its result.
#include "corpus.h"

static int take(unsigned n) {
    return n != 22;
}

static async unsigned make(void) {
    await nothing();
    return 22;
}

async int main(void) {
#ifdef TWIN
    return take(await make());
#else
    return take(make()); // error: E0101
    // says: write `await make()`
#endif
}
