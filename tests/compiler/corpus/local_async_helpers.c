// Functions that belong together share a prefix; each call has a frame of its own.
#include "corpus.h"

struct a {
    const int *value;
};

static async int a_nested(const unsigned *x, struct a y) {
    await nothing();
    return (int)*x - *y.value;
}

static async int a_associated(const unsigned *x, struct a y) {
    return await a_nested(x, y);
}

async int main(void) {
    int value = 3;
    unsigned x = 3;
    return await a_associated(&x, (struct a){&value});
}
