// A result whose type is not complete cannot be stored in a frame.
#include "corpus.h"

struct object;

#ifdef TWIN
static async struct object *make(void) {
    await nothing();
    return NULL;
}
#else
static async struct object make(void) { // error: E0002
    await nothing();
}
#endif

async int main(void) {
#ifdef TWIN
    return await make() != NULL;
#else
    await make();
    return 0;
#endif
}
