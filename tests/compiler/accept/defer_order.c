// Defers run last in, first out, at the end of the scope that holds them.
// full
// expect: body
// expect: inner 2
// expect: inner 1
// expect: between
// expect: outer 2
// expect: outer 1
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    defer printf("outer 1\n");
    defer printf("outer 2\n");
    {
        defer printf("inner 1\n");
        await wok_yield();
        defer printf("inner 2\n");
        printf("body\n");
    }
    await wok_yield();
    printf("between\n");
    return 0;
}
