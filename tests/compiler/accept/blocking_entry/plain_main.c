/* Compiled by the plain C compiler, with WOK_CALLER. */
#include <stdio.h>

#include "async.h"

int main(void) {
    struct text text = {"x"};
    printf("%d -> %s\n", async_square(3), async_text(text).text);
    printf("seven %d\n", (int)async_half(14.0));
    int cell = 0;
    async_set(&cell, 3);
    printf("void %d\n", cell);
    return 0;
}
