// Awaits among the arguments of a call run left to right, whatever the compiler does with others.
// full
// expect: 1 2 3 -> 123
// expect: 4 5 -> 457
#include <stdio.h>
#include <wok/wok.h>

static async int say(int value) {
    await wok_yield();
    printf("%d ", value);
    return value;
}

static int three(int a, int b, int c) {
    return 100 * a + 10 * b + c;
}

static async int later_three(int a, int b, int c) {
    await wok_yield();
    return three(a, b, c);
}

async int main(void) {
    int r = three(await say(1), await say(2), await say(3));
    printf("-> %d\n", r);
    r = await later_three(await say(4), await say(5), 7);
    printf("-> %d\n", r);
    return 0;
}
