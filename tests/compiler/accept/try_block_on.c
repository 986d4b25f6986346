// wok_try_block_on says whether there is a result.
// no-erase
// expect: 0 6
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

int main(void) {
    int result = 0;
    int status = wok_try_block_on(later(6), &result);
    printf("%d %d\n", status, result);
    return 0;
}
