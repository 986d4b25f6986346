// Pure operands are read after the last await of the expression, by the rule of the language.
// no-erase
// expect: 12
// expect: 7
#include <stdio.h>
#include <wok/wok.h>

static int shared = 1;

static async int set_shared(int value, int result) {
    await wok_yield();
    shared = value;
    return result;
}

static async int identity(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = shared + await set_shared(2, 10);
    printf("%d\n", sum);
    int local = 3;
    sum = local + await identity(4);
    printf("%d\n", sum);
    return 0;
}
