// rust#128095 and its kin: the reference is over before the await, although its object stays.
#include "corpus.h"

static async int touched(void) {
    struct counted count = counted_new(0);
    struct counted *borrowed = &count;
    int seen = counted_use(borrowed);
    await nothing();
    return seen;
}

async int main(void) {
    return await spawn(touched());
}
