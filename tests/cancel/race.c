// suspensions: 5
// Arms hold things of their own; the race is cancelled at every point, or one arm wins.
#include "cancel.h"

static async int arm(struct ledger *ledger, int turns) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    for (int i = 0; i < turns; i++) {
        int *inner = take(ledger);
        defer give(ledger, inner);
        await wok_yield();
    }
    return turns;
}

static async void body(void) {
    struct ledger outer = {0}, left = {0}, right = {0};
    int *thing = take(&outer);
    defer give(&outer, thing);
    int turns = 0;
    race {
        when (turns = await arm(&left, 30)) {
            fail("the slow arm won");
        }
        when (turns = await arm(&right, 3)) {
            if (turns != 3 || left.count || right.count)
                fail("the loser was not finished before the body");
            int *won = take(&outer);
            defer give(&outer, won);
            await wok_yield();
        }
    }
    await wok_yield();
}
