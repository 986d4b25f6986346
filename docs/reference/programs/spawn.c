// no-erase
// expect: first 1
// expect: joined 2
// expect: cancelled: yes
#include <errno.h>
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async void forever(void) {
    for (;;)
        await wok_sleep(1 * WOK_S);
}

async int main(void) {
    auto first = spawn(later(1));              // runs on its own, on any worker
    task(int) second = spawn(later(2));        // the same; this is how the type is said
    task(void) third = spawn(forever());
    wok_detach(spawn(later(3)));               // goes on without a handle

    printf("first %d\n", await first);         // consumes the handle
    int result = 0;
    if (await wok_join(second, &result) == 0)  // asks how it ended: 0, -ECANCELED, -ENOMEM
        printf("joined %d\n", result);
    int status = await wok_cancel(third);      // 0: it had finished; -ECANCELED: it was cancelled
    printf("cancelled: %s\n", status == -ECANCELED ? "yes" : "no");
    return 0;
}
