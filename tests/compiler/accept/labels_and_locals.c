// A label with a goto back is a loop: what is declared between the two and used behind them has the value
// that the last turn gave it, resumed or not.
// full
// expect: set 3 / declared 3 / constant 4 / array 2 3 / nested 6
// expect: siblings 0 1 0 1 2 0 1
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    static int count;
    if (count++ % 2 == 0)
        await wok_yield();
    return value;
}

static async void set(void) {
    int turns = 0;
again:;
    int value;
    turns += await later(1);
    value = turns;
    if (turns < 3)
        goto again;
    printf("set %d /", value);
}

static async void declared(void) {
    int turns = 0;
again:
    turns += await later(1);
    int value = turns;
    if (turns < 3)
        goto again;
    printf(" declared %d /", value);
}

static async void constant(void) {
    int turns = 0;
again:
    turns += await later(1);
    const int value = turns + 1;
    await later(value);
    if (turns < 3)
        goto again;
    printf(" constant %d /", value);
}

static async void array(void) {
    int turns = 0;
again:
    turns += await later(1);
    int values[2] = {turns - 1, turns};
    if (await later(turns) < 3)
        goto again;
    printf(" array %d %d /", values[0], values[1]);
}

static async void nested(void) {
    int sum = 0;
    for (int i = 0; i < 2; i++) {
        int turns = 0;
    again:
        turns += await later(1);
        int value = turns;
        if (turns < 3)
            goto again;
        sum += value;
    }
    printf(" nested %d\n", sum);
}

static async void siblings(void) {
    printf("siblings");
    for (int i = 0; i < 2; i++)
        printf(" %d", await later(i));
    for (int i = 0; i < 3; i++)
        printf(" %d", i);
    for (unsigned char i = 0; i < 2; i++)
        printf(" %d", await later(i));
    printf("\n");
}

async int main(void) {
    await set();
    await declared();
    await constant();
    await array();
    await nested();
    await siblings();
    return 0;
}
