// A boxed block that awaits, given to a task.
#include "corpus.h"

static future(int) register_type(int *calls) {
    return box(async_move ({
        await nothing();
        ++*calls;
    }));
}

async int main(void) {
    static int calls;
    auto channel = register_type(&calls);
    return await spawn(channel) - calls;
}
