// Two scopes with values of different size and alignment, each across an await.
// expect: 17 0
#include "corpus.h"
#include <stdio.h>

static async int foo(void) {
    int sum = 0;
    {
        unsigned char x[17] = {17};
        await nothing();
        sum += x[0];
    }
    {
        unsigned long long x = 0;
        await nothing();
        printf("%d %llu\n", sum, x);
    }
    return 0;
}

async int main(void) {
    return await foo();
}
