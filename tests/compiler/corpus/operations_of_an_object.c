// A struct of async pointers is what a trait with async functions is.
// expect: 4 4
#include "corpus.h"
#include <stdio.h>

struct my_trait {
    async int (*foo)(const int *self);
    async int (*bar)(const struct my_trait *operations, const int *self);
};

static async int foo(const int *self) {
    await nothing();
    return *self;
}

static async int bar(const struct my_trait *operations, const int *self) {
    return await operations->foo(self);
}

static const struct my_trait of_int = {foo, bar};

async int main(void) {
    int five = 4;
    int first = await of_int.foo(&five);
    printf("%d %d\n", first, await of_int.bar(&of_int, &five));
    return 0;
}
