// A block is a future, not the value that it will have.
#include "corpus.h"

async int main(void) {
#ifdef TWIN
    int x = await async ({ await nothing(); 0; });
#else
    int x = async ({ await nothing(); 0; }); // error: E0101
#endif
    return x;
}
