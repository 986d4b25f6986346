// defer also works in functions of the file that are not async.
// expect: body
// expect: deferred
// expect: 3
#include <stdio.h>
#include <wok/wok.h>

static int plain(void) {
    defer printf("deferred\n");
    printf("body\n");
    return 3;
}

async int main(void) {
    await wok_yield();
    int value = plain();
    printf("%d\n", value);
    return 0;
}
