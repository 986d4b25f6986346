// A block in the arguments of a macro.
#include "corpus.h"

#define FIRST(x, ...) x

async int main(void) {
    return await FIRST(async ({ await nothing(); 0; }), 1);
}
