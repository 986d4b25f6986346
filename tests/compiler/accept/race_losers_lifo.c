// All losers are finished before the body, the one that started last first.
// no-erase
// expect: c b a
// expect: d won
#include <stdio.h>
#include <wok/wok.h>

static async void wait_for_ever(const char *name) {
    defer printf("%s", name);
    await wok_sleep(1000 * WOK_S);
}

async int main(void) {
    race {
        when (await wait_for_ever("a\n")) {
        }
        when (await wait_for_ever("b ")) {
        }
        when (await wait_for_ever("c ")) {
        }
        when (await wok_sleep(1 * WOK_MS)) {
            printf("d won\n");
        }
    }
    return 0;
}
