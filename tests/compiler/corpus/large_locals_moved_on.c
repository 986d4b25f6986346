// Large locals that are copied elsewhere, or have no value yet, where the function suspends.
#include "corpus.h"

struct large {
    unsigned char bytes[1024];
};

static async int joined(void) {
    int sum = 0;
    struct large first = {{1}};
    struct large second = first;
    join(sum += await step(second.bytes[0]), sum += await step(-1));
    return sum;
}

static async int uninitialised(void) {
    struct large a;
    await nothing();
    a = (struct large){{0}};
    struct large b = a;
    await nothing();
    return b.bytes[0];
}

async int main(void) {
    return await joined() + await uninitialised();
}
