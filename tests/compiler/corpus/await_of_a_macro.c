// The await comes out of a macro, its operand too.
#include "corpus.h"

#define UNIT 0
#define WAIT(e) await (e)

async int main(void) {
#ifdef TWIN
    return WAIT(step(UNIT));
#else
    return WAIT(UNIT); // error: E0005
#endif
}
