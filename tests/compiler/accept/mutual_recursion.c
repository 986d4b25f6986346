// Functions that call each other, declared before they are defined.
// expect: 1 0 1
// no-erase
#include <stdio.h>
#include <wok/wok.h>

static async int is_odd(int n);

static async int is_even(int n) {
    if (n % 1000 == 0)
        await wok_yield();
    return n == 0 ? 1 : await is_odd(n - 1);
}

static async int is_odd(int n) {
    return n == 0 ? 0 : await is_even(n - 1);
}

async int main(void) {
    printf("%d %d %d\n", await is_even(10), await is_odd(10), await is_even(100000));
    return 0;
}
