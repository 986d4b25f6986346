// A detached task runs on alone.
// no-erase
// expect: detached ran
#include <stdio.h>
#include <wok/wok.h>

static _Atomic int ran;

static async int work(void) {
    await wok_yield();
    ran = 1;
    return 1;
}

async int main(void) {
    wok_detach(spawn(work()));
    while (!ran)
        await wok_sleep(1 * WOK_MS);
    printf("detached ran\n");
    return 0;
}
