// The value of return is computed before the defers run.
// expect: 1, then 2
#include <stdio.h>
#include <wok/wok.h>

static int cell = 1;

static async int take(void) {
    defer cell = 2;
    await wok_yield();
    return cell;
}

async int main(void) {
    int taken = await take();
    printf("%d, then %d\n", taken, cell);
    return 0;
}
