// Several labels for one value, and variables that are declared and never get one.
#include "corpus.h"

static async int bar(int kind) {
    struct pair foo = {0, 1}, never;
    switch (kind) {
    case 0:
    case 1: {
        int a = foo.first;
        await nothing();
        return a;
    }
    default:
        never = foo;
        await nothing();
        return never.second;
    }
}

async int main(void) {
    return await bar(1);
}
