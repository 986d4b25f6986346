// A function that wants a plain callback is given an async one.
#include "corpus.h"

static int needs_plain(int (*callback)(void)) {
    return callback();
}

#ifdef TWIN
static int callback(void) {
    return 0;
}
#else
static async int callback(void) {
    return 0;
}
#endif

async int main(void) {
    await nothing();
    return needs_plain(callback); // error: E0108 (unless TWIN)
}
