// The address of a future is no future: the future itself is awaited.
#include "corpus.h"

async int main(void) {
    auto f = step(0);
#ifdef TWIN
    return await f;
#else
    return await &f; // error: E0105
#endif
}
