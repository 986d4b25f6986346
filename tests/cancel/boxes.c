// suspensions: 9
// Boxed futures: one that is awaited is cancelled to its end, one that waits in a variable, or among
// the arguments of a future that never ran, is dropped; each once.
#include "cancel.h"

static async int child(int turns) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    for (int i = 0; i < turns; i++)
        await wok_yield();
    return turns;
}

static async int takes(future(int) inner, task(int) handle) {
    int *thing = take(&(struct ledger){0});
    defer {
        free(thing);
        things_alive--;
    }
    int sum = await inner;
    return sum + await handle;
}

static future(int) make(int turns) {
    return box(child(turns));
}

static async void body(void) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    auto first = make(2);
    auto second = box(child(1));
    auto nested = box(takes(make(1), spawn(child(2))));
    int sum = await first, other = 0;
    auto adopted = spawn(make(1));
    sum += await second;
    race {
        when (other = await make(1)) { sum += other; }
        when (other = await make(1000)) { fail("the loser won"); }
    }
    sum += await nested;
    sum += await adopted;
    int a = 0, b = 0;
    join(a = await make(1), b = await box(child(2)));
    if (sum + a + b != 2 + 1 + 1 + 3 + 1 + 3)
        fail("wrong value");
    await box(wok_yield());
}
