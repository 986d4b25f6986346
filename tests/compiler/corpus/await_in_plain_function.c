// The await of a call in a plain function.
#include "corpus.h"

static int run(void) {
#ifdef TWIN
    int result = wok_block_on(step(0));
#else
    int result = await step(0); // error: E0003
#endif
    return result;
}

int main(void) {
    return run();
}
