// Awaits inside member chains: struct assignment, arrays in results, nested indices.
// full
// expect: 1 2
// expect: 6
// expect: 9 at 1.2
// expect: 3 30
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

struct rows {
    struct {
        int x[3];
    } row[2];
};

static async int later(int value) {
    await wok_yield();
    return value;
}

static async struct pair pair_of(int a, int b) {
    await wok_yield();
    return (struct pair){a, b};
}

static async struct rows rows_of(int n) {
    struct rows rows = {.row = {{{n, n + 1, n + 2}}, {{n + 3, n + 4, n + 5}}}};
    await wok_yield();
    return rows;
}

async int main(void) {
    struct pair pair, *p = &pair;
    *p = await pair_of(1, 2);
    printf("%d %d\n", pair.a, pair.b);
    printf("%d\n", (await rows_of(1)).row[await later(1)].x[2]);
    struct rows rows = await rows_of(0);
    rows.row[await later(1)].x[await later(2)] = await later(9);
    printf("%d at 1.2\n", rows.row[1].x[2]);
    struct pair pairs[2] = {await pair_of(1, 2), {.b = await later(30), .a = 3}};
    printf("%d %d\n", pairs[1].a, pairs[1].b);
    return 0;
}
