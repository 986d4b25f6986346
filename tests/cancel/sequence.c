// suspensions: 4
// One function, scopes inside scopes.
#include "cancel.h"

static async void body(void) {
    struct ledger ledger = {0};
    int *a = take(&ledger);
    defer give(&ledger, a);
    await wok_yield();
    int *b = take(&ledger);
    defer give(&ledger, b);
    {
        int *c = take(&ledger);
        defer give(&ledger, c);
        await wok_yield();
        int *d = take(&ledger);
        defer give(&ledger, d);
        await wok_yield();
    }
    await wok_yield();
}
