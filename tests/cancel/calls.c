// suspensions: 8
// A chain of calls, something held in each frame, suspensions on the way in and out.
#include "cancel.h"

static async int leaf(struct ledger *ledger) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    await wok_yield();
    return *thing;
}

static async int middle(struct ledger *ledger) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    int sum = await leaf(ledger);
    int *second = take(ledger);
    defer give(ledger, second);
    await wok_yield();
    return sum + *second;
}

static async void body(void) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    for (int i = 0; i < 2; i++)
        if (await middle(&ledger) != 2 + 2)
            fail("wrong value");
}
