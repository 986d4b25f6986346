// `break` in a block, with and without a loop around it.
#include "corpus.h"

async int main(void) {
    int turns = 0;
    while (turns < 3) {
        turns += await async ({ // note: which begins here
            await nothing();
#ifndef TWIN
            if (turns == 2)
                break; // error: E0201
            // says: `break` leaves an async block
#endif
            1;
        });
    }
    return turns - 3;
}
