// A compound literal lives as long as its block, whatever points to it: also across awaits, and when
// its elements await.
// expect: 1 2 3
// expect: 4 5 6
// expect: 7 seven
#include <stdio.h>
#include <wok/wok.h>

typedef int triple[3];

static async int spoil(int value) {
    volatile int junk[64];
    for (int i = 0; i < 64; i++)
        junk[i] = 77;
    await wok_yield();
    return value + junk[3] * 0;
}

struct named {
    int number;
    const char *name;
};

static async int print(const struct named *named) {
    await wok_yield();
    printf("%d %s\n", named->number, named->name);
    return 0;
}

async int main(void) {
    int *first = (int[]){1, 2, 3};
    int n = 4, m = 6;
    int *second = (triple){n++, await spoil(5), m++};
    await spoil(0);
    printf("%d %d %d\n", first[0], first[1], first[2]);
    printf("%d %d %d\n", second[0], second[1], second[2]);
    return await print(&(struct named){.number = await spoil(7), .name = "seven"});
}
