// The address of a literal in the arguments: it is there until the await is over.
#include "corpus.h"

static async int sum(const struct pair *pairs, int count) {
    int total = 0;
    for (int i = 0; i < count; i++)
        total += await step(pairs[i].first);
    return total;
}

async int main(void) {
    int first = await sum(&(struct pair){-1, 2}, 1);
    return first + await sum((struct pair[]){{1, 2}, {0, 3}}, 2);
}
