// Chains and nests of && and || with awaits on both sides keep C's order and values.
// expect: a1 b0 c1 -> 1
// expect: a0 c1 -> 1
// expect: a1 b1 -> 1
// expect: a0 c0 -> 0
#include <stdio.h>
#include <wok/wok.h>

static async int say(char name, int value) {
    await wok_yield();
    printf("%c%d ", name, value);
    return value;
}

static async int decide(int a, int b, int c) {
    return (await say('a', a) && await say('b', b)) || await say('c', c);
}

async int main(void) {
    printf("-> %d\n", await decide(1, 0, 1));
    printf("-> %d\n", await decide(0, 0, 1));
    printf("-> %d\n", await decide(1, 1, 0));
    printf("-> %d\n", await decide(0, 1, 0));
    return 0;
}
