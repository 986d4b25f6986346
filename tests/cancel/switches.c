// suspensions: 6
// Scopes of cases.
#include "cancel.h"

static async void body(void) {
    struct ledger ledger = {0};
    for (int i = 0; i < 3; i++) {
        switch (i) {
        case 0: {
            int *thing = take(&ledger);
            defer give(&ledger, thing);
            await wok_yield();
            break;
        }
        case 1: {
            int *thing = take(&ledger);
            defer give(&ledger, thing);
            await wok_yield();
        }
            /* fallthrough */
        default: {
            int *thing = take(&ledger);
            defer give(&ledger, thing);
            int *second = take(&ledger);
            defer give(&ledger, second);
            await wok_yield();
            await wok_yield();
        }
        }
    }
}
