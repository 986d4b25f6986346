// The same with two functions.
#include "corpus.h"

static async int rec_2(int n);

static async int rec_1(int n) {
    if (n == 0)
        return 0;
    return await rec_2(n - 1);
}

static async int rec_2(int n) {
    if (n == 0)
        return 0;
#ifdef TWIN
    return await rec_1(n - 1);
#else
    auto inner = rec_1(n - 1); // error: E0106
    return await inner;
#endif
}

async int main(void) {
    return await rec_1(3);
}
