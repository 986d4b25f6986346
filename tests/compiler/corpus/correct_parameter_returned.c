// A pointer that the caller gave is returned: it is the caller's.
#include "corpus.h"

static async struct pair *fill(struct pair *pair) {
    await nothing();
    pair->first = 0;
    return pair;
}

async int main(void) {
    struct pair pair;
    struct pair *filled = await fill(&pair);
    return filled->first;
}
