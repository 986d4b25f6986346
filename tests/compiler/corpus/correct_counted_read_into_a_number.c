// What is kept across the await is a number that was read from it.
#include "corpus.h"

static async int measure(void) {
    struct counted count = counted_new(0);
    counted_use(&count);
    int seen = count.count;
    await nothing();
    return seen - 1;
}

async int main(void) {
    return await spawn(measure());
}
