// Functions that return structs, small and large, and members of an awaited result.
// full
// expect: 3 4
// expect: 4
// expect: 0 99 4950
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

struct big {
    int values[100];
};

static async struct pair make_pair(int a, int b) {
    await wok_yield();
    return (struct pair){a, b};
}

static async struct big make_big(void) {
    struct big big;
    for (int i = 0; i < 100; i++) {
        if (i % 10 == 0)
            await wok_yield();
        big.values[i] = i;
    }
    return big;
}

static async int sum(struct big big) {
    int total = 0;
    for (int i = 0; i < 100; i++)
        total += big.values[i];
    await wok_yield();
    return total;
}

async int main(void) {
    struct pair pair = await make_pair(3, 4);
    printf("%d %d\n", pair.a, pair.b);
    printf("%d\n", (await make_pair(3, 4)).b);
    struct big big = await make_big();
    printf("%d %d %d\n", big.values[0], big.values[99], await sum(big));
    return 0;
}
