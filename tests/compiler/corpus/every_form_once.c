// Functions, blocks, awaits in a row, in arguments, of pointers, of boxes.
// expect: 1 2 3 4 5
#include "corpus.h"
#include <stdio.h>

async int main(void) {
    int x = 2, y = 1;
    await nothing();
    await nothing();
    printf("%d ", await step(1));
    printf("%d ", await async ({ x; }));
    printf("%d ", await async_move ({ x + y; }));
    async int (*through)(int) = step;
    printf("%d ", await through(4));
    auto boxed = box(step(5));
    printf("%d\n", await boxed);
    return 0;
}
