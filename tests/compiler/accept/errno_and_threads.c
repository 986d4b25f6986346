// errno right after a call, before the next await; statics of the thread are not used across one.
// expect: ENOENT 1
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <wok/wok.h>

static async int open_missing(void) {
    await wok_yield();
    int descriptor = open("/no/such/file", O_RDONLY);
    int error = descriptor < 0 ? errno : 0;
    await wok_yield();
    return error;
}

async int main(void) {
    printf("ENOENT %d\n", await open_missing() == ENOENT);
    return 0;
}
