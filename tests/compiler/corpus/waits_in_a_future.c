// A future that was built before the await and is awaited after it holds its argument meanwhile.
#include "corpus.h"

static async int ready(struct counted *count) {
    return count ? count->count : 0;
}

static async int test(struct counted *count) {
    auto later = ready(count);
#ifdef TWIN
    int result = await later;
    return result + await step(0);
#else
    int result = await step(0); // note: with `later` still used later
    return result + await later; // note: `later` is used here
#endif
}

static async int run(void) {
    return await test(NULL);
}

async int main(void) {
    return await spawn(run()); // error: E0401
}
