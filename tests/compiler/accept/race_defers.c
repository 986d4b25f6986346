// Defers of the function around a race run once, whether left from a body or after it.
// no-erase
// expect: body outer
// expect: after outer
#include <stdio.h>
#include <wok/wok.h>

static async int leave(int from_body) {
    defer printf("outer\n");
    race {
        when (await wok_yield()) {
            if (from_body) {
                printf("body ");
                return 1;
            }
        }
        when (await wok_sleep(1000 * WOK_S)) {
        }
    }
    printf("after ");
    return 0;
}

async int main(void) {
    (void)await leave(1);
    (void)await leave(0);
    return 0;
}
