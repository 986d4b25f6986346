// Branches read and write locals of the function, arrays and members, by their address.
// expect: 1 2 3 30
#include <stdio.h>
#include <wok/wok.h>

struct state {
    int sum;
    int parts[2];
};

static async int add_to(int *target, int value) {
    await wok_yield();
    *target += value;
    await wok_yield();
    return value;
}

async int main(void) {
    struct state state = {0, {0, 0}};
    int other = 0, base = 10;
    join(state.parts[0] = await add_to(&state.sum, 1), state.parts[1] = await add_to(&state.sum, 2),
         other = await add_to(&base, 20));
    printf("%d %d %d %d\n", state.parts[0], state.parts[1], state.sum, base * (other == 20));
    return 0;
}
