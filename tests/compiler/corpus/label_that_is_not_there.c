// A jump to a label that nobody declared.
#include "corpus.h"

async int main(void) {
    int turns = 0;
aaaaab:
    await nothing();
#ifdef TWIN
    if (++turns < 3)
        goto aaaaab;
#else
    if (++turns < 3)
        goto aaaaaa; // error: E0002
    if (turns < 2)
        goto aaaaab;
#endif
    return 0;
}
