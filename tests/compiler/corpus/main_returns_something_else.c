// The value that an async function returns has to be of its type.
#include "corpus.h"

static async int missing_return_type(void) {
    await nothing();
#ifdef TWIN
    return 0;
#else
    return (struct pair){0, 1}; // error: E0002
#endif
}

async int main(void) {
    return await missing_return_type();
}
