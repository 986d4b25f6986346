// A join of two inside a race: one function, cancelled as a whole.
// full
// no-erase
// expect: b cleaned
// expect: a cleaned
// expect: timeout
#include <stdio.h>
#include <wok/wok.h>

static async void wait_for_ever(const char *name) {
    defer printf("%s cleaned\n", name);
    await wok_sleep(1000 * WOK_S);
}

static async void both(void) {
    join(await wait_for_ever("a"), await wait_for_ever("b"));
}

async int main(void) {
    race {
        when (await both()) {
            printf("never\n");
        }
        when (await wok_sleep(5 * WOK_MS)) {
            printf("timeout\n");
        }
    }
    return 0;
}
