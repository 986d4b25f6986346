// One part is given away and made again before the await; its cleanup comes after.
#include "corpus.h"

struct one {
    struct counted part;
};

static void one_drop(struct one *one) {
    counted_drop(&one->part);
}

static async int foo(void) {
    struct one x = {counted_new(1)}; // note: `x.part` holds a `struct counted`
    counted_drop(&x.part);
    x.part = counted_new(2);
#ifdef TWIN
    one_drop(&x);
    await nothing();
#else
    await nothing(); // note: with `x` still used later
    one_drop(&x);    // note: `x` is used here
#endif
    return 0;
}

async int main(void) {
    return await spawn(foo()); // error: E0401 (unless TWIN)
}
