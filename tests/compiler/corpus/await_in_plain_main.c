// A block awaited in a function that is not async.
#include "corpus.h"

int main(void) {
#ifdef TWIN
    return wok_block_on(async_move ({ int n = 0; n; }));
#else
    return await async_move ({ int n = 0; n; }); // error: E0003
#endif
}
