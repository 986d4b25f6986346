// A stream is locked for two lines that belong together, and then awaited over.
#include "corpus.h"
#include <stdio.h>

static async int report(FILE *stream, int number) {
    flockfile(stream);
    fputs("number ", stream);
    fprintf(stream, "%d\n", number);
    funlockfile(stream);
    await nothing();
    return 0;
}

async int main(void) {
    return await report(stderr, 1);
}
