// Cancelling a task that waits in a join of races: every arm and branch cleans up.
// no-erase
// env: WOK_WORKERS=1
// expect: b2 b1 a2 a1 outer
// expect: cancelled
#include <errno.h>
#include <stdio.h>
#include <wok/wok.h>

static async void hold(const char *name) {
    defer printf("%s ", name);
    await wok_sleep(1000 * WOK_S);
}

static async void pair(const char *first, const char *second) {
    race {
        when (await hold(first)) {
        }
        when (await hold(second)) {
        }
    }
}

static async void all(void) {
    defer printf("outer\n");
    join(await pair("a1", "a2"), await pair("b1", "b2"));
}

async int main(void) {
    auto handle = spawn(all());
    await wok_sleep(5 * WOK_MS);
    if (await wok_cancel(handle) == -ECANCELED)
        printf("cancelled\n");
    return 0;
}
