// suspensions: 8
// Async blocks: cancelled where they wait, their defers before those around them; what they took
// along is given back, also when they never ran.
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
    int turns = 2;
    auto waits = async({
        int *inner = take(&ledger);
        defer give(&ledger, inner);
        await wok_yield();
        await child(turns);
    });
    auto handle = spawn(child(1));
    auto boxed = box(child(1));
    auto takes = async_move({
        struct ledger own = {0};
        int *inner = take(&own);
        defer give(&own, inner);
        await handle + await boxed;
    });
    int sum = await waits;
    turns = 1000;
    task(int) moved = spawn(async_move({
        struct ledger own = {0};
        int *inner = take(&own);
        defer give(&own, inner);
        await child(turns - 998);
    }));
    sum += await takes;
    auto slow = async({ await child(turns); });
    auto late = spawn(child(1));
    auto never = async({ await late; });
    race {
        when (sum += await child(1)) {}
        when (await slow) { fail("the loser won"); }
        when (await never) { fail("the second loser won"); }
    }
    sum += await moved;
    if (sum != 2 + 2 + 1 + 2)
        fail("wrong value");
}
