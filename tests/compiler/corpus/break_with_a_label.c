// A goto out of a block to a label behind the loop.
#include "corpus.h"

async int main(void) {
    for (int i = 0;; i++) {
        int n = await async ({ // note: which begins here
            await nothing();
#ifndef TWIN
            if (i == 2)
                goto done; // error: E0201
#endif
            i;
        });
        if (n == 3)
            goto done;
    }
done:
    return 0;
}
