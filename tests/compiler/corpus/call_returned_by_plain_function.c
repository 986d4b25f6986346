// Plain functions that return the call of an async one, as if that were its result.
#include "corpus.h"

static async int number(void) {
    return 42;
}

#ifdef TWIN
static async int wrapped_number(void) {
    return await number();
}
#else
static int wrapped_number(void) {
    return number(); // error: E0101
    // says: write `wok_block_on(number())`
}
#endif

async int main(void) {
#ifdef TWIN
    return await wrapped_number() - 42;
#else
    return wrapped_number() - 42;
#endif
}
