// suspensions: 12
// Frames of one function, each holding its own.
#include "cancel.h"

static async int down(struct ledger *ledger, int depth) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    if (depth == 0)
        return 1;
    int below = await down(ledger, depth - 1);
    await wok_yield();
    return below + 1;
}

static async void body(void) {
    struct ledger ledger = {0};
    if (await down(&ledger, 6) != 7)
        fail("wrong value");
}
