// A defer reads its variables when it runs, not when it is written.
// expect: 5
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    int value = 1;
    defer printf("%d\n", value);
    await wok_yield();
    value = 5;
    await wok_yield();
    return 0;
}
