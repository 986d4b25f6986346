// A function that awaits a future which it was given.
#include "corpus.h"

static async int use_future(future(int) f) {
    return await f;
}

static async int add(const int *x, future(int) f) {
    int y = await f;
    return *x + y;
}

static async int calls(future(int) f) {
    for (;;) {
        await nothing();
        if (1)
            return await f;
        await nothing();
    }
}

async int main(void) {
    int three = 3;
    auto inner = box(use_future(box(calls(box(step(-3))))));
    return await add(&three, inner);
}
