// `continue` inside a block means no loop around the block.
#include "corpus.h"

async int main(void) {
    for (int i = 0; i < 3; i++) {
        auto block = async ({ // note: which begins here
            await nothing();
#ifndef TWIN
            if (i == 1)
                continue; // error: E0201
            // says: `continue` leaves an async block
#endif
            i;
        });
        if (await block > 3)
            return 1;
    }
    return 0;
}
