// Cancellation runs the defers of every suspended frame, innermost first, and those entered only.
// full
// no-erase
// expect: inner scope
// expect: inner
// expect: middle cleanup
// expect: outer
// expect: done
#include <stdio.h>
#include <wok/wok.h>

static void cleaned(int *unused) {
    (void)unused;
    printf("middle cleanup\n");
}

static async void inner(void) {
    defer printf("inner\n");
    {
        defer printf("inner scope\n");
        await wok_sleep(1000 * WOK_S);
        defer printf("never\n");
    }
    printf("never\n");
}

static async void middle(void) {
    __attribute__((cleanup(cleaned))) int cell = 0;
    {
        defer (void)cell;
        await wok_yield();
    }
    await inner();
    printf("never\n");
}

static async void outer(void) {
    defer printf("outer\n");
    await middle();
    defer printf("never\n");
}

async int main(void) {
    auto handle = spawn(outer());
    await wok_sleep(20 * WOK_MS);
    (void)await wok_cancel(handle);
    printf("done\n");
    return 0;
}
