// A table of async operations gets a plain function.
#include "corpus.h"

struct operations {
    async int (*foo)(int self);
};

#ifdef TWIN
static async int foo_of_int(int self) {
    return self;
}
#else
static int foo_of_int(int self) {
    return self;
}
#endif

static const struct operations of_int = {.foo = foo_of_int}; // error: E0108 (unless TWIN)

async int main(void) {
    return await of_int.foo(0);
}
