// What is made for the returned expression is used before the defers run.
// expect: value
// expect: defer
#include "corpus.h"
#include <stdio.h>

static int shown(const struct pair *pair) {
    puts("value");
    return pair->first;
}

static async int foo(void) {
    defer puts("defer");
    await nothing();
    return shown(&(struct pair){0, 1});
}

async int main(void) {
    return await foo();
}
