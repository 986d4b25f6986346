// Elements and members that are read before an await in the same expression: what they are made of is
// alive until then.
// full
// expect: 3 31
// expect: 4 400
// expect: 25 19
// expect: 8 16
#include <stdio.h>
#include <wok/wok.h>

static int same(int value) {
    return value;
}

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int tens(int a, int b) {
    await wok_yield();
    return a * 10 + b;
}

static async int hundreds(int a, int b) {
    await wok_yield();
    return a * 100 + b;
}

static async int (*table[])(int, int) = {hundreds, tens};

static async int through_table(int seed) {
    int kept = same(seed), one = seed % 2;
    await wok_yield();
    return await table[same(kept) % 2](await later(seed), one);
}

static int cells[] = {5, 7, 11, 13};

static async int from_array(int seed) {
    int at = same(seed), other = at + 1;
    await wok_yield();
    return cells[same(at)] + await later(cells[other]) * 2;
}

struct pair {
    int first, second;
};

static async int from_member(int seed) {
    struct pair pairs[2] = {{seed, seed + 1}, {seed * 2, seed * 3}};
    struct pair *at = pairs;
    int which = same(1);
    await wok_yield();
    return at[same(which)].first + await later(pairs[0].second);
}

async int main(void) {
    printf("3 %d\n", await through_table(3));
    printf("4 %d\n", await through_table(4));
    printf("%d %d\n", await from_array(2) + await from_array(2) - 49, await from_array(0));
    printf("%d %d\n", await from_member(2) + 1, await from_member(5));
    return 0;
}
