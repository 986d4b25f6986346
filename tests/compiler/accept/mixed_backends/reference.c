// wokcc: --backend=reference
#include "steps.h"

/* Between the two of each level: a callee that is embedded. */
static async int reference_between(int n) {
    int below = await fast_down(n - 1);
    if (n % 7 == 0)
        await wok_yield();
    return below + 1;
}

async int reference_down(int n) {
    if (n == 0) {
        await wok_yield();
        return 0;
    }
    int twice[2] = {n, 0};
    twice[1] = await reference_between(n);
    if (n % 5 == 0)
        await wok_yield();
    return twice[0] == n ? twice[1] + 1 : -1000000;
}

static async int reference_hang_between(int n) {
    defer note_unwound(2 * n);
    int below = n ? await fast_hang(n - 1) : 0;
    await wok_sleep(3600 * WOK_S);
    return below;
}

async int reference_hang(int n) {
    defer note_unwound(2 * n + 1);
    int below = await reference_hang_between(n);
    return below + 1;
}
