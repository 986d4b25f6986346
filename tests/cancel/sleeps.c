// suspensions: 1
// Waiting for timers, alone and in join and race.
#define CANCEL_TURN wok_sleep(WOK_MS / 20)
#include "cancel.h"

static async void hold(struct ledger *ledger, uint64_t sleep_ns) {
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_sleep(sleep_ns);
}

static async void body(void) {
    struct ledger a = {0}, b = {0};
    await hold(&a, WOK_MS / 20);
    join(await hold(&a, WOK_MS / 20), await hold(&b, WOK_MS / 10));
    race {
        when (await hold(&a, WOK_MS / 20)) {
        }
        when (await hold(&b, 1000 * WOK_S)) {
            fail("never");
        }
    }
}
