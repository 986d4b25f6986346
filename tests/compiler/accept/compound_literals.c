// Compound literals that live across awaits, and their addresses.
// expect: 1 2
// expect: 3 4 5
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    struct pair *p = &(struct pair){await later(1), 2};
    await wok_yield();
    printf("%d %d\n", p->a, p->b);
    int *numbers = (int[]){3, await later(4), 5};
    await wok_yield();
    printf("%d %d %d\n", numbers[0], numbers[1], numbers[2]);
    return 0;
}
