// wok_block_on runs a future from plain functions: here a plain main without a runtime of its own.
// full
// expect: 5
// expect: struct 1 2
// expect: void 1
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

static async struct pair make(void) {
    await wok_sleep(1 * WOK_MS);
    return (struct pair){1, 2};
}

static async void set(int *where) {
    await wok_yield();
    *where = 1;
}

static int plain(int value) {
    return wok_block_on(later(value)) + 1;
}

int main(void) {
    int cell = 0;
    printf("%d\n", plain(4));
    struct pair pair = wok_block_on(make());
    printf("struct %d %d\n", pair.a, pair.b);
    wok_block_on(set(&cell));
    printf("void %d\n", cell);
    return 0;
}
