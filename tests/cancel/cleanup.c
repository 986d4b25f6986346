// suspensions: 4
// The cleanup attribute and defer in one order.
#include "cancel.h"

struct held {
    struct ledger *ledger;
    int *thing;
};

static void release(struct held *held) {
    if (held->thing)
        give(held->ledger, held->thing);
}

static async void body(void) {
    struct ledger ledger = {0};
    __attribute__((cleanup(release))) struct held a = {&ledger, take(&ledger)};
    await wok_yield();
    int *b = take(&ledger);
    defer give(&ledger, b);
    __attribute__((cleanup(release))) struct held none = {&ledger, NULL};
    await wok_yield();
    for (int i = 0; i < 2; i++) {
        __attribute__((cleanup(release))) struct held c = {&ledger, take(&ledger)};
        await wok_yield();
        if (c.thing == none.thing || a.thing == c.thing)
            fail("mixed up");
    }
}
