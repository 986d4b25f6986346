// Arrays of a fixed length in structs, as arguments and results.
// expect: 2 1 0
#include "corpus.h"
#include <stdio.h>

struct three {
    float items[3];
};

static async struct three reverse(struct three x) {
    await nothing();
    return (struct three){{x.items[2], x.items[1], x.items[0]}};
}

async int main(void) {
    struct three a = {{0, 1, 2}};
    struct three b = await reverse(a);
    printf("%g %g %g\n", b.items[0], b.items[1], b.items[2]);
    return 0;
}
