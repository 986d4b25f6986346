// auto works for handles too, and awaiting spawn(...) directly.
// expect: 3 4
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_sleep(1 * WOK_MS);
    return value;
}

async int main(void) {
    auto handle = spawn(later(3));
    int other = await spawn(later(4));
    printf("%d %d\n", await handle, other);
    return 0;
}
