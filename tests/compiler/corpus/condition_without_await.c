// A call as the condition of an if.
#include "corpus.h"

static async int is_done(void) {
    await nothing();
    return 1;
}

async int main(void) {
#ifdef TWIN
    if (await is_done())
#else
    if (is_done()) // error: E0101
#endif
        return 0;
    return 1;
}
