// A member of the result is asked for, of a call that nobody awaited.
#include "corpus.h"

static async struct pair get_pair(void) {
    await nothing();
    return (struct pair){0, 1};
}

async int main(void) {
#ifdef TWIN
    return (await get_pair()).first;
#else
    return get_pair().first; // error: E0101
#endif
}
