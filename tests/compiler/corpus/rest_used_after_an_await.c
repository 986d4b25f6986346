// One of two is given away and awaited; the other is still there.
// expect: 31 1441
#include "corpus.h"
#include <stdio.h>

struct small {
    int *x, *y;
};

static async int needs(int *x) {
    await nothing();
    return *x;
}

async int main(void) {
    int x = 31, y = 1441;
    struct small small = {&x, &y};
    int first = await needs(small.x);
    printf("%d %d\n", first, *small.y);
    return 0;
}
