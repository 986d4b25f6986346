// The old value is dropped before the await, a new one made behind it.
#include "corpus.h"

static async int renew(void) {
    struct counted count = counted_new(1);
    counted_drop(&count);
    await nothing();
    count = counted_new(0);
    return counted_use(&count);
}

async int main(void) {
    return await spawn(renew());
}
