// The same where the jump comes out of a macro.
#include "corpus.h"

#ifdef TWIN
#define NEXT() (void)0
#else
#define NEXT() goto next
#endif

static async int c(void) {
    int turns = 0;
next:
    if (++turns > 3)
        return 0;
    return await async ({ // note: which begins here
        await nothing();
        while (turns < 3) {
            NEXT(); // error: E0201 (unless TWIN)
            turns++;
        }
        0;
    });
}

async int main(void) {
    return await c();
}
