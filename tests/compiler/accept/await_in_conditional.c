// Only the chosen side of ?: is awaited; the condition may await too; GNU ?: evaluates once.
// full
// expect: then 1
// expect: else 2
// expect: cond
// expect: 5 6
// expect: once
// expect: 8
// expect: zero
// expect: 9
#include <stdio.h>
#include <wok/wok.h>

static async int say(const char *what, int value) {
    await wok_yield();
    printf("%s", what);
    return value;
}

async int main(void) {
    int yes = 1, no = 0;
    printf(" %d\n", yes ? await say("then", 1) : await say("else", 2));
    printf(" %d\n", no ? await say("then", 1) : await say("else", 2));
    int a = await say("cond\n", 1) ? 5 : 0;
    int b = no ? 0 : 6;
    printf("%d %d\n", a, b);
    int c = await say("once\n", 8) ?: await say("never\n", 1);
    printf("%d\n", c);
    int d = await say("zero\n", 0) ?: await say("", 9);
    printf("%d\n", d);
    return 0;
}
