// A block is no function that could be called later.
#include "corpus.h"

static async int handler(async int (*f)(int)) {
    return await f(0);
}

async int main(void) {
#ifdef TWIN
    return await handler(step);
#else
    return await handler(async ({ await nothing(); 0; })); // error: E0101|E0002
#endif
}
