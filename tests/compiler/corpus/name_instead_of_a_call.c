// The function itself is no future; its call is.
#include "corpus.h"

async int main(void) {
#ifdef TWIN
    await nothing();
#else
    await nothing; // error: E0005
#endif
    return 0;
}
