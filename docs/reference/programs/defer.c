// no-erase
// expect: locked
// expect: unlocked
// expect: freed
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

static async void work(void) {
    char *buffer = malloc(100);
    if (!buffer)
        return;
    defer {
        free(buffer);
        printf("freed\n");
    }
    printf("locked\n");
    defer printf("unlocked\n");
    await wok_sleep(10 * WOK_S); // cancelled here: both run, the last one first
    printf("never printed\n");
}

async int main(void) {
    auto handle = spawn(work());
    await wok_sleep(1 * WOK_MS);
    await wok_cancel(handle);
    return 0;
}
