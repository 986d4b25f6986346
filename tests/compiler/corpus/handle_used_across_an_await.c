// Given away before the await, used after it.
#include "corpus.h"

static async int needs(task(int) t) {
    return await t;
}

async int main(void) {
    task(int) x = spawn(step(0)), y = spawn(step(0));
    int sum = await needs(x); // note: consumed here
    await nothing();
#ifdef TWIN
    return sum + await y;
#else
    sum += await y;
    return sum + await x; // error: E0102
#endif
}
