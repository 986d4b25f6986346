// `+=` whose right-hand side is a block in a block.
#include "corpus.h"

async int main(void) {
    int sum = 0;
    sum += await async ({ await nothing(); 1; });
    sum += await async ({
        int inner = -2;
        await nothing();
        inner += await async ({ await nothing(); 1; });
        inner;
    });
    return sum;
}
