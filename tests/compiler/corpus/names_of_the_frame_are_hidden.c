// What wokcc calls the parts of a frame is no name that a program could use.
#include "corpus.h"

static async int foobar(int n) {
    await nothing();
#ifdef TWIN
    return n;
#else
    return self->n; // error: E0002
#endif
}

async int main(void) {
    return await foobar(0);
}
