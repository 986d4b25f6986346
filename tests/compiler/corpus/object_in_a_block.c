// A block that reaches an object through a pointer which it takes along.
#include "corpus.h"

struct loader {
    void (*callback)(struct loader *self);
    int calls;
};

static void count(struct loader *self) {
    self->calls++;
}

static async int run(struct loader *loader) {
    await async_move ({
        loader->callback(loader);
        await nothing();
        loader->callback(loader);
    });
    return loader->calls;
}

async int main(void) {
    struct loader loader = {count, 0};
    return await run(&loader) - 2;
}
