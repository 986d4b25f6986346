// The result of an await inside the arguments of a formatting call.
// expect: hello world
#include "corpus.h"
#include <stdio.h>

static async const char *helper(void) {
    await nothing();
    return "world";
}

static async int build(char *text, size_t size) {
    return snprintf(text, size, "hello %s", await helper());
}

async int main(void) {
    static char text[32];
    auto boxed = box(build(text, sizeof text));
    if (await spawn(boxed) != 11)
        return 1;
    puts(text);
    return 0;
}
