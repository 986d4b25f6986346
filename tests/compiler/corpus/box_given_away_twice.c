// One box for two parameters of the same call.
#include "corpus.h"

static async int twice(future(int) a, future(int) b) {
    return await a + await b;
}

async int main(void) {
    auto x = box(step(0));
#ifdef TWIN
    return await twice(x, box(step(0)));
#else
    return await twice(x, x); // error: E0102
#endif
}
