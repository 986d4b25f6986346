// A block by reference that is boxed and returned would read a local that is gone.
#include "corpus.h"

static future(unsigned) test_boxed(void) {
    unsigned x = 0;
#ifdef TWIN
    return box(async_move ({ x; }));
#else
    return box(async ({ x; })); // error: E0109
#endif
}

async int main(void) {
    return (int)await test_boxed();
}
