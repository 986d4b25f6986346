// suspensions: 6
// Calls through pointers: frames on the strand's own stack.
#include "cancel.h"

typedef async int step(struct ledger *ledger, int turns);

static async int plain(struct ledger *ledger, int turns) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    for (int i = 0; i < turns; i++)
        await wok_yield();
    return turns;
}

static async int twice(struct ledger *ledger, int turns) {
    static step *const inner = plain;
    int *thing = take(ledger);
    defer give(ledger, thing);
    int sum = await inner(ledger, turns);
    return sum + await inner(ledger, turns);
}

static async void body(void) {
    struct ledger ledger = {0};
    static step *const steps[] = {plain, twice};
    int sum = 0;
    for (int i = 0; i < 2; i++) {
        int *thing = take(&ledger);
        defer give(&ledger, thing);
        sum += await steps[i](&ledger, 2);
    }
    if (sum != 6)
        fail("wrong value");
}
