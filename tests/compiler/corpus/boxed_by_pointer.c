// A plain function that returns a boxed future is called twice through a pointer.
#include "corpus.h"

static future(int) make(void) {
    return box(step(0));
}

static async int test(future(int) (*f)(void)) {
    int sum = await f();
    return sum + await f();
}

async int main(void) {
    return await test(make);
}
