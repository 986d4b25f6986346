// The second arm is ready at once: the first, started and pending, is cancelled.
// no-erase
// expect: first starts
// expect: first cleaned
// expect: second 2
#include <stdio.h>
#include <wok/wok.h>

static async int pending(void) {
    printf("first starts\n");
    defer printf("first cleaned\n");
    await wok_sleep(1000 * WOK_S);
    return 1;
}

static async int ready(void) {
    return 2;
}

async int main(void) {
    int value = 7;
    race {
        when (value = await pending()) {
            printf("first\n");
        }
        when (value = await ready()) {
            printf("second %d\n", value);
        }
        when (await wok_sleep(1)) {
            printf("third\n");
        }
    }
    return 0;
}
