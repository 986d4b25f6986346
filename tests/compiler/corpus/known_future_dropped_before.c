// A future that holds such a value is awaited to its end before the next await.
#include "corpus.h"

static async int hold(struct counted count) {
    return counted_use(&count);
}

static async int one_after_the_other(void) {
    auto first = hold(counted_new(0));
    int sum = await first;
    await nothing();
    return sum;
}

async int main(void) {
    return await spawn(one_after_the_other());
}
