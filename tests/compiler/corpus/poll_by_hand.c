// A future by value has no members: it is awaited, not polled by hand.
#include "corpus.h"

async int main(void) {
    auto f = step(0);
#ifndef TWIN
    f.poll(NULL); // error: E0002|E0105
#endif
    return await f;
}
