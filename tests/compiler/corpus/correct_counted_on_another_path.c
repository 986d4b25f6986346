// One path uses the value and returns, the other awaits.
#include "corpus.h"

static async int either(int which) {
    struct counted count = counted_new(0);
    if (which)
        return counted_use(&count);
    await nothing();
    return 0;
}

async int main(void) {
    return await spawn(either(0)) + await spawn(either(1));
}
