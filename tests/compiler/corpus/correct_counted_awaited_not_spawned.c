// The same function may be awaited by main and not spawned.
#include "corpus.h"

static async int hold(struct counted *count) {
    await nothing();
    return counted_use(count);
}

async int main(void) {
    struct counted count = counted_new(0);
    int result = await hold(&count);
    join(result += await step(0), result += await step(0));
    return result;
}
