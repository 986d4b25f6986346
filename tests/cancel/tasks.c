// suspensions: 4
// Tasks that the body spawns: awaited, joined, cancelled; left behind they end by themselves.
#include "cancel.h"

static async int child(int turns) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    for (int i = 0; i < turns; i++)
        await wok_yield();
    return turns;
}

static async void body(void) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    auto first = spawn(child(2));
    auto second = spawn(child(3));
    auto third = spawn(child(1000));
    int sum = await first, result = 0;
    if (await wok_join(second, &result) == 0)
        sum += result;
    if (await wok_cancel(third) != -ECANCELED || sum != 5)
        fail("wrong value");
    await wok_yield();
}
