// A static array, indexed by an awaited value, read and written, in tasks too.
#include "corpus.h"

static const int constants[5] = {1, 2, 3, 4, 5};
static int variables[5];

static async int fun(void) {
    int u = constants[await step(1)];
    variables[await step(u)] = 1;
    return variables[2] && await step(1) ? 0 : 1;
}

async int main(void) {
    return await spawn(fun());
}
