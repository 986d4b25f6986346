// suspensions: 4
// Cold futures that are held, moved and awaited later: cancelled before that, they never ran.
#include "cancel.h"

static async int cook(struct ledger *ledger) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    return 1;
}

static async void body(void) {
    struct ledger ledger = {0};
    auto first = cook(&ledger);
    await wok_yield();
    auto second = first;
    auto third = cook(&ledger);
    await wok_yield();
    int a = await third;
    int b = await second;
    if (a + b != 2)
        fail("wrong value");
}
