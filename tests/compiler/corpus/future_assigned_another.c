// Two calls have types of their own: a variable of one cannot become the other.
#include "corpus.h"

static async int one(void) {
    return 1;
}

async int main(void) {
    auto f = step(0);
    int sum = await f;
#ifdef TWIN
    auto g = one();
    return sum + await g - 1;
#else
    f = one(); // error: E0107
    return sum;
#endif
}
