// A function that is awaited holds its argument across its own await.
#include "corpus.h"

static async int use_after(struct counted count) { // note: `count` is a `struct counted`
    await nothing(); // note: with `count` still used later
    return counted_use(&count);
}

static async int take(struct counted count) {
    int n = counted_use(&count);
    await nothing();
    return n;
}

static async int outer(void) {
#ifdef TWIN
    return await take(counted_new(0));
#else
    return await use_after(counted_new(0)); // note: `outer` awaits `use_after` here
#endif
}

async int main(void) {
    (void)&use_after, (void)&take;
    return await spawn(outer()); // error: E0401 (unless TWIN)
}
