// The value is given away before the await, or its scope has ended: nothing of it is left.
#include "corpus.h"

static int consume(struct counted count) {
    return counted_use(&count);
}

static async int work(void) {
    struct counted count = counted_new(0);
    int sum = consume(count);
    await nothing();
    {
        struct counted inner = counted_new(0);
        sum += counted_use(&inner);
    }
    await nothing();
    sum += consume(counted_new(0));
    return sum + await step(0);
}

async int main(void) {
    return await spawn(work());
}
