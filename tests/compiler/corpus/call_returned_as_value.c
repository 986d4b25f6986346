// A function that returns the call of itself without awaiting it.
#include "corpus.h"

static async int a(int n) {
    if (n == 0)
        return 0;
#ifdef TWIN
    return await a(n - 1);
#else
    return a(n - 1); // error: E0101
#endif
}

async int main(void) {
    return await a(3);
}
