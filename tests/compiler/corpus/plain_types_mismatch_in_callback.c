// An error of plain C in a statement expression of an async function.
#include "corpus.h"

static async int test(void) {
    await nothing();
#ifdef TWIN
    int value = ({ struct pair pair = {0, 1}; pair.first; });
#else
    int value = ({ struct pair pair = {0, 1}; pair; }); // error: E0002
#endif
    return value;
}

async int main(void) {
    return await test();
}
