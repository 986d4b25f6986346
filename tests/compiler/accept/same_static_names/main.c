// Two files with static async functions, local types and statics of the same names.
// expect: main 1, other 2
#include <stdio.h>
#include <wok/wok.h>

async int other(void);

static async int helper(void) {
    struct local {
        int value;
    } local = {1};
    static int calls;
    await wok_yield();
    calls++;
    return local.value * calls;
}

async int main(void) {
    int a = await helper(), b = await other();
    printf("main %d, other %d\n", a, b);
    return 0;
}
