// suspensions: 5
// Branches with ledgers of their own, and a join in a branch.
#include "cancel.h"

static async int branch(int turns) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    for (int i = 0; i < turns; i++) {
        int *inner = take(&ledger);
        defer give(&ledger, inner);
        await wok_yield();
    }
    return turns;
}

static async int two_branches(void) {
    int a, b;
    join(a = await branch(2), b = await branch(4));
    return a + b;
}

static async void body(void) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    int a, b, c;
    join(a = await branch(1), b = await two_branches(), c = await branch(3));
    if (a + b + c != 10)
        fail("wrong value");
    await wok_yield();
}
