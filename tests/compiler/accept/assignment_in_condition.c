// while ((n = await read()) > 0): the form that every reader of streams has.
// full
// expect: 3 2 1 done 0
// expect: -5
// expect: two
#include <stdio.h>
#include <wok/wok.h>

static int left = 3;

static async int take(void) {
    await wok_yield();
    return left--;
}

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int n;
    while ((n = await take()) > 0)
        printf("%d ", n);
    printf("done %d\n", n);
    if ((n = await later(-5)) < 0 && n != -1)
        printf("%d\n", n);
    switch ((n = await later(2))) {
    case 2:
        printf("two\n");
    }
    return 0;
}
