// By reference the block changes the variables around it; by value its own copies.
// expect: 1 2, 0
#include "corpus.h"
#include <stdio.h>

async int main(void) {
    int x = 0, y = 0, z = 0;
    await async ({ x = 1; await nothing(); y = 2; });
    await async_move ({ z++; await nothing(); z++; });
    printf("%d %d, %d\n", x, y, z);
    return 0;
}
