// A block whose last part is an if has no value that could be stored.
#include "corpus.h"

async int main(int argc, char **argv) {
    (void)argv;
#ifdef TWIN
    int value = await async ({ int n = 1; await nothing(); if (argc > 5) n = 2; n; });
#else
    int value = await async ({ int n = 1; await nothing(); if (argc > 5) n = 2; }); // error: E0002
#endif
    return value - 1;
}
