// A name that nobody declared, called in a block.
#include "corpus.h"

static int used_function(void) {
    return 0;
}

async int main(void) {
    return await async ({
        await nothing();
#ifdef TWIN
        used_function();
#else
        struct pair pair = {0, 0};
        pair.first = used_functions.first + used_function(); // error: E0002
        pair.first;
#endif
    });
}
