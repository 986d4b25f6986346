// A timeout is a race with wok_sleep.
// no-erase
// expect: too slow
// expect: in time 3
#include <stdio.h>
#include <wok/wok.h>

static async int work(int sleeps_ms) {
    await wok_sleep((uint64_t)sleeps_ms * WOK_MS);
    return 3;
}

static async void with_timeout(int sleeps_ms) {
    int value;
    race {
        when (value = await work(sleeps_ms))
            printf("in time %d\n", value);
        when (await wok_sleep(500 * WOK_MS))
            printf("too slow\n");
    }
}

async int main(void) {
    await with_timeout(60000);
    await with_timeout(1);
    return 0;
}
