// A task awaited in a losing arm runs on, and its handle stays valid.
// full
// no-erase
// expect: not yet
// expect: 9
#include <stdio.h>
#include <wok/wok.h>

static async int work(void) {
    await wok_sleep(200 * WOK_MS);
    return 9;
}

async int main(void) {
    auto handle = spawn(work());
    int value = 0;
    race {
        when (value = await handle) {
            printf("already %d\n", value);
            return 1;
        }
        when (await wok_sleep(1 * WOK_MS)) {
            printf("not yet\n");
        }
    }
    printf("%d\n", await handle);
    return 0;
}
