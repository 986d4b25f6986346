// Conditions, arguments and printed values may use it as long as they are evaluated before.
// expect: 1 2
#include "corpus.h"
#include <stdio.h>

static async int work(void) {
    await nothing();
    {
        struct counted one = counted_new(1), two = counted_new(2);
        printf("%d %d\n", counted_use(&one), counted_use(&two));
    }
    await nothing();
    struct counted third = counted_new(1);
    if (counted_use(&third) == 1)
        await nothing();
    switch (counted_use(&(struct counted){7})) {
    case 7:
        return await step(0);
    default:
        return await step(1);
    }
}

async int main(void) {
    return await spawn(work());
}
