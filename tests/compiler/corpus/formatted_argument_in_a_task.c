// A formatted text, made on the way to the awaited function of a spawned block.
#include "corpus.h"
#include <stdio.h>

static async int foo(const char *text) {
    await nothing();
    return text[0] - '1';
}

async int main(void) {
    return await spawn(async_move ({
        char text[8];
        snprintf(text, sizeof text, "%d:%d", 1, 2);
        await foo(text);
    }));
}
