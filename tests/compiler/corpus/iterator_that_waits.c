// A loop over what an async function gives, until it has no more.
// expect: 0 1 2
#include "corpus.h"
#include <stdio.h>

struct range {
    int next, stop;
};

static async int range_next(struct range *range, int *item) {
    await nothing();
    if (range->next == range->stop)
        return 0;
    *item = range->next++;
    return 1;
}

async int main(void) {
    struct range range = {0, 3};
    int item;
    while (await range_next(&range, &item))
        printf(item ? " %d" : "%d", item);
    puts("");
    return 0;
}
