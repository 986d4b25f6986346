// A table of plain functions and a pointer for them, across awaits in a task.
#include "corpus.h"

struct operations {
    int (*open)(void *context);
    void (*close)(void *context);
};

static int open_it(void *context) {
    return *(int *)context;
}

static void close_it(void *context) {
    *(int *)context = 0;
}

static async int use(const struct operations *operations, void *context) {
    int value = operations->open(context);
    await nothing();
    operations->close(context);
    return value;
}

async int main(void) {
    static const struct operations operations = {open_it, close_it};
    static int context;
    return await spawn(use(&operations, &context));
}
