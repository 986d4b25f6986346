// Names inside the branches of a join are the user's own: nothing of the library leaks in.
#include "corpus.h"

async int main(void) {
    int x = 0;
#ifdef TWIN
    join(x = await step(0), x += await step(0));
#else
    join(x = await step(0), x += pending); // error: E0002
#endif
    return x;
}
