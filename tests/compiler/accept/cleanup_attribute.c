// __attribute__((cleanup)) works across awaits, in one order with defers.
// full
// expect: body
// expect: defer
// expect: cleanup 2
// expect: cleanup 1
// expect: turn 0
// expect: turn 1
#include <stdio.h>
#include <wok/wok.h>

static void say(int *value) {
    printf("cleanup %d\n", *value);
}

static void say_turn(int *value) {
    printf("turn %d\n", *value);
}

static async void scope(void) {
    __attribute__((cleanup(say), unused)) int one = 1;
    await wok_yield();
    int two __attribute__((cleanup(say), unused)) = 2;
    defer printf("defer\n");
    await wok_yield();
    printf("body\n");
}

async int main(void) {
    await scope();
    for (int i = 0; i < 2; i++) {
        __attribute__((cleanup(say_turn), unused)) int turn = i;
        await wok_yield();
        if (i == 0)
            continue;
    }
    return 0;
}
