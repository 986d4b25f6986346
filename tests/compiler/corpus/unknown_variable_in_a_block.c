// A variable that nobody declared, in a block that takes others along.
#include "corpus.h"

async int main(void) {
    int present = 0;
#ifdef TWIN
    return await spawn(async_move ({ await nothing(); present; }));
#else
    return await spawn(async_move ({ await nothing(); present + missing; })); // error: E0002
#endif
}
