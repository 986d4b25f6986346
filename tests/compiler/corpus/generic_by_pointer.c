// What is generic there takes operations by pointer here, and callbacks that are never called.
#include "corpus.h"

struct foo_operations {
    int (*foo)(void *self);
};

static int foo_of_pair(void *self) {
    return ((struct pair *)self)->first;
}

static async int call_generic(const struct foo_operations *operations, void *self) {
    await nothing();
    return operations->foo(self);
}

static async void call_nothing(int (*callback)(void)) {
    (void)callback;
}

async int main(void) {
    static const struct foo_operations operations = {foo_of_pair};
    struct pair pair = {0, 1};
    await call_nothing(NULL);
    return await call_generic(&operations, &pair);
}
