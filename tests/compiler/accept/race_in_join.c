// Each branch of a join runs a race of its own.
// no-erase
// expect: 1 2
#include <stdio.h>
#include <wok/wok.h>

static async int first(int value) {
    race {
        when (await wok_sleep(1 * WOK_MS)) {
            return value;
        }
        when (await wok_sleep(1000 * WOK_S)) {
            return -1;
        }
    }
    return -2;
}

async int main(void) {
    int a, b;
    join(a = await first(1), b = await first(2));
    printf("%d %d\n", a, b);
    return 0;
}
