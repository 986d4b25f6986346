// A variable declared in a loop body is initialised anew on every turn.
// expect: 0 0 0
// expect: {0,1} {0,2} {0,3}
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    for (int i = 0; i < 3; i++) {
        int fresh = 0;
        await wok_yield();
        printf("%d%s", fresh, i < 2 ? " " : "\n");
        fresh = 99;
        await wok_yield();
    }
    for (int i = 1; i <= 3; i++) {
        int pair[2] = {0};
        await wok_yield();
        pair[1] += i;
        await wok_yield();
        printf("{%d,%d}%s", pair[0], pair[1], i < 3 ? " " : "\n");
        pair[0] = 77;
    }
    return 0;
}
