// A part is looked at through a pointer that is dead before the await.
#include "corpus.h"

struct either {
    struct counted *left;
    int right;
};

static async int matched(struct pair pair) {
    struct counted count = counted_new(0);
    struct either either = {pair.first ? &count : NULL, pair.second};
    if (either.left)
        pair.second += counted_use(either.left);
    either.left = NULL;
    await nothing();
    return either.right + pair.second;
}

async int main(void) {
    return await spawn(matched((struct pair){1, 0}));
}
