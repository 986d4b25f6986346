// Branches that never suspend.
// expect: 1 2
#include <stdio.h>
#include <wok/wok.h>

static async int now(int value) {
    return value;
}

async int main(void) {
    int a, b;
    join(a = await now(1), b = await now(2));
    printf("%d %d\n", a, b);
    return 0;
}
