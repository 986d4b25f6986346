// A cold future in a race is consumed, win or lose.
// no-erase
// expect: cooking
// expect: sent away
// expect: timeout
#include <stdio.h>
#include <wok/wok.h>

static async int cook(void) {
    printf("cooking\n");
    defer printf("sent away\n");
    await wok_sleep(1000 * WOK_S);
    return 1;
}

async int main(void) {
    auto noodles = cook();
    int value = 0;
    race {
        when (value = await noodles)
            printf("%d\n", value);
        when (await wok_sleep(1 * WOK_MS))
            printf("timeout\n");
    }
    return value;
}
