// WOK_SEND promises for the whole struct, whatever its pointers lead to.
#include "corpus.h"

struct WOK_SEND foo {
    struct counted *raw;
};

static async int bar(struct foo foo) {
    await nothing();
    return foo.raw != NULL;
}

async int main(void) {
    return await spawn(bar((struct foo){NULL}));
}
