// The first ready arm wins; the loser's defers run before the winner's body.
// full
// no-erase
// expect: start slow
// expect: start fast
// expect: slow cleaned
// expect: fast won with 2
#include <stdio.h>
#include <wok/wok.h>

static async int slow(void) {
    printf("start slow\n");
    defer printf("slow cleaned\n");
    await wok_sleep(1000 * WOK_S);
    printf("never\n");
    return 1;
}

static async int fast(void) {
    printf("start fast\n");
    await wok_sleep(5 * WOK_MS);
    return 2;
}

async int main(void) {
    int value = 0;
    race {
        when (value = await slow()) {
            printf("slow won with %d\n", value);
        }
        when (value = await fast()) {
            printf("fast won with %d\n", value);
        }
    }
    return 0;
}
