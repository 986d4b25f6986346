// `return` would leave the block, not the function around it.
#include "corpus.h"

async int main(void) {
    int result = await async ({ // note: which begins here
        await nothing();
#ifndef TWIN
        if (result_of_test())
            return 1; // error: E0201
        // says: `return` leaves an async block
#endif
        0;
    });
    return result;
}
