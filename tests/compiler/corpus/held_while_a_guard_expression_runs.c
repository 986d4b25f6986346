// An address of a local in the argument list of a call on an awaited object.
#include "corpus.h"

static async struct pair get_pair(void) {
    await nothing();
    return (struct pair){1, 2};
}

static int compare(struct pair left, const struct pair *right) {
    return left.first == right->first;
}

static async int if_let(void) {
    struct pair own = {1, 3};
    if (compare(await get_pair(), &own))
        return 0;
    return 1;
}

async int main(void) {
    return await spawn(if_let());
}
