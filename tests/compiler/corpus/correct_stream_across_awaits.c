// An open file is written before and after an await, and closed by a defer.
#include "corpus.h"
#include <stdio.h>

static async int copy(void) {
    FILE *out = tmpfile();
    if (!out)
        return 0;
    defer fclose(out);
    fputs("first\n", out);
    await nothing();
    fputs("second\n", out);
    return ferror(out);
}

async int main(void) {
    return await spawn(copy());
}
