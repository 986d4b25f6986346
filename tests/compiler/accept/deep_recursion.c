// A million calls deep: no C stack is used, whether or not the innermost one suspends.
// no-erase
// full
// expect: 1000000
// expect: 1000000
#include <stdio.h>
#include <sys/resource.h>
#include <wok/wok.h>

static async int depth(int n, int suspend) {
    if (n == 0) {
        if (suspend)
            await wok_yield();
        return 0;
    }
    return 1 + await depth(n - 1, suspend);
}

async int main(void) {
    printf("%d\n", await depth(1000000, 0));
    printf("%d\n", await depth(1000000, 1));
    return 0;
}
