// An async function whose definition comes out of a macro.
#include "corpus.h"

#define WITH_NAME(name) static async int name(void) { await nothing(); return 0; }
WITH_NAME(f)

async int main(void) {
    return await f();
}
