// suspensions: 10
// Scopes left by continue, break, goto and by running off their end.
#include "cancel.h"

static async void body(void) {
    struct ledger ledger = {0};
    for (int i = 0; i < 4; i++) {
        int *thing = take(&ledger);
        defer give(&ledger, thing);
        await wok_yield();
        if (i == 1)
            continue;
        int *second = take(&ledger);
        defer give(&ledger, second);
        await wok_yield();
        if (i == 2)
            break;
    }
    int turns = 0;
again: {
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    await wok_yield();
    if (++turns < 3)
        goto again;
}
    do {
        int *thing = take(&ledger);
        defer give(&ledger, thing);
        await wok_yield();
    } while (ledger.count);
    await wok_yield();
}
