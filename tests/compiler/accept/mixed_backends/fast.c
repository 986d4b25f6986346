// wokcc: --backend=fast
#include "steps.h"

/* Between the two of each level: a callee that is embedded. */
static async int fast_between(int n) {
    int below = await reference_down(n - 1);
    if (n % 7 == 0)
        await wok_yield();
    return below + 1;
}

async int fast_down(int n) {
    if (n == 0) {
        await wok_yield();
        return 0;
    }
    int twice[2] = {n, 0};
    twice[1] = await fast_between(n);
    if (n % 5 == 0)
        await wok_yield();
    return twice[0] == n ? twice[1] + 1 : -1000000;
}

static async int fast_hang_between(int n) {
    defer note_unwound(2 * n);
    int below = n ? await reference_hang(n - 1) : 0;
    await wok_sleep(3600 * WOK_S);
    return below;
}

async int fast_hang(int n) {
    defer note_unwound(2 * n + 1);
    int below = await fast_hang_between(n);
    return below + 1;
}
