// Struct, union and float arguments arrive whole; parameters can be changed and have addresses.
// expect: 1 2.5 x 300
// expect: 6 1
#include <stdio.h>
#include <wok/wok.h>

struct mixed {
    char c;
    double d;
    short s[3];
};

union number {
    int i;
    float f;
};

static async void show(struct mixed m, union number u, float f, long long l) {
    await wok_yield();
    m.s[0]++;
    printf("%d %.1f %c %lld\n", u.i, (double)f + 1.0, m.c, l + m.s[0]);
}

static async int bump(int value) {
    int *p = &value;
    await wok_yield();
    *p += 5;
    await wok_yield();
    return value;
}

async int main(void) {
    struct mixed m = {'x', 1.0, {99, 0, 0}};
    int one = 1;
    await show(m, (union number){.i = 1}, 1.5f, 200);
    printf("%d %d\n", await bump(one), one);
    return 0;
}
