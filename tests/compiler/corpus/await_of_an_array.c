// An array, however large, is no future.
#include "corpus.h"

async int main(void) {
    static char bytes[1 << 20];
#ifdef TWIN
    return bytes[await step(0)];
#else
    await bytes; // error: E0005
    return 0;
#endif
}
