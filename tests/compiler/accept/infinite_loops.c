// for (;;), while (1) and do … while (1), left by return and break.
// expect: 5 6 7
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int by_for(int n) {
    for (;;)
        if (await later(n++) == 4)
            return n;
}

static async int by_while(int n) {
    while (1) {
        await wok_yield();
        if (n++ == 5)
            break;
    }
    return n;
}

static async int by_do(int n) {
    do {
        n++;
        if (await later(n) == 7)
            return n;
    } while (1);
}

async int main(void) {
    printf("%d %d %d\n", await by_for(0), await by_while(0), await by_do(0));
    return 0;
}
