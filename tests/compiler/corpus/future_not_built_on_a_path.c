// A jump goes past the place where the future is built.
#include "corpus.h"

async int main(int argc, char **argv) {
    (void)argv;
#ifndef TWIN
    if (argc > 5)
        goto await_it;
#endif
    auto y = step(0); // note: a jump goes past its declaration
#ifdef TWIN
    if (argc > 5)
        goto await_it;
#endif
await_it:
    return await y; // error: E0102 (unless TWIN)
}
