// A boxed future that holds the address of a local is returned.
#include "corpus.h"

static future(int) foo(void) {
#ifdef TWIN
    static int x = 0;
#else
    int x = 0; // note: `x` is gone at the end of its scope
#endif
    return box(read_later(&x)); // error: E0402 (unless TWIN)
}

async int main(void) {
    return await foo();
}
