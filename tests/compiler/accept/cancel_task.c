// wok_cancel runs the task's defers, none of its other lines, and says what it came to.
// full
// no-erase
// expect: working
// expect: cleaned up
// expect: cancelled 1
// expect: finished 0
#include <errno.h>
#include <stdio.h>
#include <wok/wok.h>

static async int work(void) {
    printf("working\n");
    defer printf("cleaned up\n");
    await wok_sleep(1000 * WOK_S);
    printf("never\n");
    return 1;
}

static async int quick(void) {
    return 2;
}

async int main(void) {
    auto slow = spawn(work());
    await wok_sleep(20 * WOK_MS);
    int status = await wok_cancel(slow);
    printf("cancelled %d\n", status == -ECANCELED);
    auto fast = spawn(quick());
    await wok_sleep(20 * WOK_MS);
    printf("finished %d\n", await wok_cancel(fast));
    return 0;
}
