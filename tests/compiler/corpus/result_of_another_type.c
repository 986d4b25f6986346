// The result of an await stored in, and returned as, something else.
#include "corpus.h"

static async struct pair both(void) {
#ifdef TWIN
    int first = await step(0);
    return (struct pair){first, 1};
#else
    return await step(0); // error: E0002
#endif
}

async int main(void) {
    struct pair pair = await both();
    return pair.first;
}
