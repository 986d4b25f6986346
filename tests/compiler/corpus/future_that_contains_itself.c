// A future by value of its own function would have no end. Awaiting the call, or a box, has.
#include "corpus.h"

static async int foo(int n) {
    if (n == 0)
        return 0;
#ifdef TWIN
    auto inner = box(foo(n - 1));
#else
    auto inner = foo(n - 1); // error: E0106
    // says: it would contain itself through `foo`
#endif
    return await inner;
}

async int main(void) {
    return await foo(3);
}
