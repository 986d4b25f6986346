// A task cancelled before its first poll runs no line of it.
// env: WOK_WORKERS=1
// no-erase
// expect: cancelled
#include <errno.h>
#include <stdio.h>
#include <wok/wok.h>

static async void work(void) {
    defer printf("never\n");
    printf("never\n");
    await wok_yield();
}

async int main(void) {
    auto handle = spawn(work());
    if (await wok_cancel(handle) == -ECANCELED)
        printf("cancelled\n");
    return 0;
}
