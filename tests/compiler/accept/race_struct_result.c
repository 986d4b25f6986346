// Arms whose values are structs, assigned only if they win.
// no-erase
// expect: 3 4, other 0
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async struct pair make(uint64_t sleep_ns, int a, int b) {
    await wok_sleep(sleep_ns);
    return (struct pair){a, b};
}

async int main(void) {
    struct pair first = {0, 0}, second = {0, 0};
    race {
        when (first = await make(1000 * WOK_S, 1, 2)) {
        }
        when (second = await make(1 * WOK_MS, 3, 4)) {
            printf("%d %d, other %d\n", second.a, second.b, first.a);
        }
    }
    return 0;
}
