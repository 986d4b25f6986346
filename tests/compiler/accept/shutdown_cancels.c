// When main returns, tasks that still run are cancelled, and their defers run.
// no-erase
// env: WOK_WORKERS=1
// expect: started
// expect: main returns
// expect: cleaned up
#include <stdio.h>
#include <wok/wok.h>

static async void forever(void) {
    printf("started\n");
    fflush(stdout);
    defer fflush(stdout);
    defer printf("cleaned up\n");
    for (;;)
        await wok_sleep(1 * WOK_S);
}

async int main(void) {
    wok_detach(spawn(forever()));
    await wok_sleep(20 * WOK_MS);
    printf("main returns\n");
    fflush(stdout);
    return 0;
}
