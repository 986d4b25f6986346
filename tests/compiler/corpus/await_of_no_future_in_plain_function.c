// Neither async nor a future: the first is what to say.
#include "corpus.h"

static int pick(int n) {
#ifdef TWIN
    return n;
#else
    return await n; // error: E0003
#endif
}

int main(void) {
    return pick(0);
}
