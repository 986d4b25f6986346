// The same in a function that is not async, where awaiting is no help.
#include "corpus.h"

static async struct pair get_pair(void) {
    await nothing();
    return (struct pair){0, 1};
}

int main(void) {
#ifdef TWIN
    return wok_block_on(get_pair()).first;
#else
    return get_pair().first; // error: E0101
    // says: wok_block_on(get_pair())
#endif
}
