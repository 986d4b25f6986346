// One expression with a dozen awaits, mixed with pure operands.
// expect: 78 90
#include <stdio.h>
#include <wok/wok.h>

static async int l(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a = 12;
    int sum = await l(1) + await l(2) + await l(3) + await l(4) + await l(5) + await l(6) +
              await l(7) + await l(8) + await l(9) + await l(10) + await l(11) + await l(12);
    int mixed = a * await l(2) + (a - await l(1)) * await l(6);
    printf("%d %d\n", sum, mixed);
    return 0;
}
