// A value returned from a function without one.
#include "corpus.h"

static async struct pair e(void) {
    await nothing();
#ifdef TWIN
    return (struct pair){0, 0};
#else
    return 0; // error: E0002
#endif
}

async int main(void) {
    return (await e()).first;
}
