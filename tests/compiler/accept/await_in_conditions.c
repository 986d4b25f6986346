// await in if, while, do and for conditions, and in the step of a for.
// full
// expect: if yes
// expect: while 3
// expect: do 3
// expect: for 0 2 4
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int less(int a, int b) {
    await wok_yield();
    return a < b;
}

async int main(void) {
    if (await later(1))
        printf("if yes\n");
    else
        printf("if no\n");
    int n = 0;
    while (await less(n, 3))
        n++;
    printf("while %d\n", n);
    n = 0;
    do
        n++;
    while (await less(n, 3));
    printf("do %d\n", n);
    printf("for");
    for (int i = await later(0); await less(i, 5); i += await later(2))
        printf(" %d", i);
    printf("\n");
    return 0;
}
