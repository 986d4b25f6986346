// A boxed block that awaits, given to a task.
#include "corpus.h"

static future(void) register_type(int *calls) {
    return box(async_move ({
        ++*calls;
        await nothing();
    }));
}

async int main(void) {
    static int calls;
    auto channel = register_type(&calls);
    await spawn(channel);
    return calls - 1;
}
