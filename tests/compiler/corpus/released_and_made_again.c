// A value is released, made anew in the same variable, and released before the await.
#include "corpus.h"
#include <stdlib.h>

static async int f(void) {
    char *a = malloc(1);
    free(a);
    a = malloc(2);
    free(a);
    await nothing();
    return 0;
}

async int main(void) {
    return await spawn(f());
}
