/* join and race: a strand per branch. */
#include <wok/task.h>
#include <wok/time.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int both(int n) {
    int a, b;
    join(a = await later(n), b = await later(n + 1));
    return a + b;
}

async int first(int n) {
    int value = 0;
    race {
        when (value = await later(n)) {
            return value;
        }
        when (await wok_sleep(1 * WOK_MS)) {
            value = -1;
        }
    }
    return value;
}
