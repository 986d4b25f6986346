// A thread's own variable is reached anew behind every await.
#include "corpus.h"

static _Thread_local int depth;

static async int nest(void) {
    int *own = &depth;
    ++*own;
    --*own;
    await nothing();
    own = &depth;
    return *own;
}

async int main(void) {
    return await spawn(nest());
}
