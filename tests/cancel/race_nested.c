// suspensions: 6
// A race in a loop, inside a race, with a way out from its body.
#include "cancel.h"

static async int inner(struct ledger *ledger) {
    struct ledger own = {0};
    for (int i = 0;; i++) {
        int *thing = take(ledger);
        defer give(ledger, thing);
        race {
            when (await wok_yield()) {
                int *won = take(&own);
                defer give(&own, won);
                await wok_yield();
                if (i == 2)
                    return i;
            }
            when (await wok_sleep(1000 * WOK_S)) {
                fail("never");
            }
        }
    }
}

static async void body(void) {
    struct ledger ledger = {0};
    int value = 0;
    race {
        when (value = await inner(&ledger)) {
            if (value != 2 || ledger.count)
                fail("wrong value");
        }
        when (await wok_sleep(1000 * WOK_S)) {
            fail("never");
        }
    }
}
