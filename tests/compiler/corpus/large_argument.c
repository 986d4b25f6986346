// A kibibyte handed down three levels; results that are awaited in sums.
#include "corpus.h"

struct large {
    unsigned char bytes[1024];
};

static async struct large c(struct large t) {
    await nothing();
    return t;
}

static async struct large b(struct large t) {
    return await c(t);
}

static async struct large a(struct large t) {
    return await b(t);
}

async int main(void) {
    struct large large = {{0}};
    large = await a(large);
    return large.bytes[1023] + await step(0) + await step(0);
}
