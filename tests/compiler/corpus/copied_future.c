// A future that is going to be polled must not be copied somewhere else.
#include "corpus.h"

struct my_future {
    int sleep;
};

async int main(void) {
    auto f = step(0);
#ifdef TWIN
    auto moved = f;
    return await moved;
#else
    struct my_future own = {.sleep = f}; // error: E0105
    return own.sleep + await f;
#endif
}
