// The awaited member comes after one that holds a pointer: neither may overwrite the other.
#include "corpus.h"

struct foo {
    unsigned long a;
    const int *b;
};

async int main(void) {
    static const int constant = 42;
    struct foo action = {.b = &constant, .a = (unsigned long)await step(0)};
    await nothing();
    return action.b != &constant || *action.b != 42 || action.a != 0;
}
