// suspensions: 7
// In the middle of expressions: arguments, conditions, returns.
#include "cancel.h"

static async int hold(struct ledger *ledger, int value) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    return value;
}

static int add(int a, int b, int c) {
    return a + b + c;
}

static async int both(struct ledger *ledger) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    return add(await hold(ledger, 1), await hold(ledger, 2), await hold(ledger, 3));
}

static async void body(void) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    if (await hold(&ledger, 1) && await hold(&ledger, 1) && !await hold(&ledger, 0))
        if (await both(&ledger) + (await hold(&ledger, 1) ? 1 : 2) != 7)
            fail("wrong value");
}
