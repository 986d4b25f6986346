// The body of a when may await, race again and defer.
// no-erase
// expect: outer
// expect: inner 5
// expect: deferred
// expect: after
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    race {
        when (await later(1)) {
            defer printf("deferred\n");
            printf("outer\n");
            int value = 0;
            race {
                when (value = await later(5))
                    printf("inner %d\n", value);
                when (await wok_sleep(1000 * WOK_S))
                    printf("never\n");
            }
            await wok_yield();
        }
        when (await wok_sleep(1000 * WOK_S)) {
            printf("never\n");
        }
    }
    printf("after\n");
    return 0;
}
