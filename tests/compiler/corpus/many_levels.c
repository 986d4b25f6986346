// A function that awaits one that awaits one, each visible: no size out of hand, no time to compile.
#include "corpus.h"

#define LEVEL(n, next) static async int main##n(void) { int a = await next(); return a + await next() + 1; }
static async int last(void) { return 0; }
LEVEL(9, last)
LEVEL(8, main9)
LEVEL(7, main8)
LEVEL(6, main7)
LEVEL(5, main6)
LEVEL(4, main5)
LEVEL(3, main4)
LEVEL(2, main3)
LEVEL(1, main2)

async int main(void) {
    return await main1() != 511;
}
