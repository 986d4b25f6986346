// What runs twice is a function with its captures as arguments; each call is a future of its own.
// expect: hello, world
// expect: hello, world2
#include "corpus.h"
#include <stdio.h>

static async int c(const char *s, const char *name) {
    await nothing();
    return printf("%s %s\n", s, name);
}

async int main(void) {
    const char *s = "hello,";
    auto one = c(s, "world"), two = c(s, "world2");
    return await one + await two - 27;
}
