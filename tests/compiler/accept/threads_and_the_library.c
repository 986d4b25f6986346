// errno, static results and thread-local addresses that are over before each await, and calls that do
// not stop the thread: not one warning.
// flags: -Wno-unused-result
// wokcc: -Werror=wok
// expect: 0 9 No such file or directory
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wok/wok.h>

static _Thread_local int counter;

static async int errno_kept(void) {
    if (close(-1) == 0)
        return 0;
    int why = errno;
    await wok_yield();
    return why;
}

// The call that sets it stands after the await.
static async int errno_after(void) {
    await wok_yield();
    return close(-1) == 0 ? 0 : errno;
}

static async int errno_reset(void) {
    await wok_yield();
    errno = 0;
    close(-1);
    return errno;
}

static async void text_copied(char *text, size_t size) {
    snprintf(text, size, "%s", strerror(ENOENT));
    await wok_yield();
}

static async int time_copied(void) {
    time_t zero = 0;
    struct tm day = *gmtime(&zero);
    await wok_yield();
    return day.tm_hour;
}

static async void address_taken_again(void) {
    int *mine = &counter;
    ++*mine;
    await wok_yield();
    mine = &counter;
    --*mine;
}

static async int asked_only(void) {
    struct pollfd nothing = {.fd = -1};
    int ready = poll(&nothing, 1, 0);
    await wok_yield();
    return ready;
}

static async void lent_and_awaited(void) {
    task(int) work = spawn(time_copied());
    await address_taken_again();
    counter += await work;
}

async int main(void) {
    char text[64];
    await text_copied(text, sizeof text);
    await lent_and_awaited();
    int why = await errno_kept();
    if (why != await errno_after() || why != await errno_reset())
        return 1;
    printf("%d %d %s\n", await asked_only() + await time_copied(), why, text);
    return 0;
}
