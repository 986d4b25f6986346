// A callback that returns a boxed future is another type than an async callback.
#include "corpus.h"

struct runner {
    future(int) (*callback)(void);
};

static async int callback(void) {
    return 0;
}

static future(int) boxed_callback(void) {
    return box(callback());
}

async int main(void) {
#ifdef TWIN
    struct runner runner = {boxed_callback};
#else
    (void)boxed_callback;
    struct runner runner = {callback}; // error: E0108
#endif
    return await runner.callback();
}
