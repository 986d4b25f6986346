// An await with nothing behind it, out of a macro.
#include "corpus.h"

#ifdef TWIN
#define NEXT() nothing()
#else
#define NEXT()
#endif

async int main(void) {
    await NEXT(); // error: E0001 (unless TWIN)
    return 0;
}
