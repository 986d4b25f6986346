// A static async prototype whose definition comes after its use.
// expect: 9
#include <stdio.h>
#include <wok/wok.h>

static async int square(int n);

async int main(void) {
    printf("%d\n", await square(3));
    return 0;
}

static async int square(int n) {
    await wok_yield();
    return n * n;
}
