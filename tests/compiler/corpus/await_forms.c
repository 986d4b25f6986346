// Misplaced words around the operand of await.
#include "corpus.h"

async int main(void) {
#ifdef TWIN
    int value = await (step(0));
#else
    int value = await { step(0) }; // error: E0001
#endif
    return value;
}
