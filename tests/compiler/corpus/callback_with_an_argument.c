// An async function takes another one and calls it with an argument of its own.
// expect: hello, world
#include "corpus.h"
#include <stdio.h>

static async int call_once(async int (*f)(const char *)) {
    return await f("world");
}

static async int greet(const char *name) {
    await nothing();
    return printf("hello, %s\n", name) - 13;
}

async int main(void) {
    return await call_once(greet);
}
