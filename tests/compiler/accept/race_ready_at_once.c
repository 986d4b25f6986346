// An arm that is ready at once wins, and later arms never start.
// full
// expect: ready
// expect: first 1
#include <stdio.h>
#include <wok/wok.h>

static async int ready(void) {
    printf("ready\n");
    return 1;
}

static async int other(void) {
    printf("never\n");
    await wok_yield();
    return 2;
}

async int main(void) {
    int value = 0;
    race {
        when (value = await ready()) {
            printf("first %d\n", value);
        }
        when (value = await other()) {
            printf("second %d\n", value);
        }
    }
    return 0;
}
