// suspensions: 7
// Futures by value that hold handles: cancelled before they ran, they give them back; after a move,
// a spawn or an await they hold nothing more.
#include "cancel.h"

static async int child(int turns) {
    struct ledger ledger = {0};
    int *thing = take(&ledger);
    defer give(&ledger, thing);
    for (int i = 0; i < turns; i++)
        await wok_yield();
    return turns;
}

static async int both(task(int) handle, future(int) boxed) {
    int sum = await boxed;
    return sum + await handle;
}

static async void body(void) {
    auto first = both(spawn(child(1)), box(child(1)));
    await wok_yield();
    auto moved = first;
    auto second = both(spawn(child(1)), box(child(1)));
    auto third = both(spawn(child(1)), box(child(1)));
    await wok_yield();
    auto started = spawn(second);
    auto boxed = box(third);
    int sum = await moved;
    sum += await started;
    sum += await boxed;
    if (sum != 6)
        fail("wrong value");
    for (int i = 0; i < 2; i++) {
        auto lost = both(spawn(child(1)), box(child(1)));
        race {
            when (await wok_sleep(0)) {}
            when (sum = await lost) {}
        }
    }
}
