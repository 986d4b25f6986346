// Defers in the function run in reverse, before the caller goes on; arguments are the caller's.
// expect: y x function
#include "corpus.h"
#include <stdio.h>

static async void foo_async(const char *x, const char *y) {
    defer printf("%s ", x);
    defer printf("%s ", y);
    await nothing();
}

async int main(void) {
    await foo_async("x", "y");
    puts("function");
    return 0;
}
