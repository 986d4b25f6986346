// Defers run at return, break, continue and goto, only those whose scopes are left.
// full
// expect: return: value 1 d2 d1
// expect: break: b0 b1
// expect: continue: c0 c1 c2
// expect: goto: inner outer-kept after outer
// expect: switch: s
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int by_return(void) {
    int value = 1;
    defer printf("d1\n");
    defer printf("d2 ");
    await wok_yield();
    if (value) {
        printf("value %d ", value);
        return await later(value);
    }
    printf("never");
    return 0;
}

static async void by_goto(void) {
    {
        defer printf(" outer\n");
        for (;;) {
            defer printf("inner ");
            await wok_yield();
            goto out;
        }
    out:
        printf("outer-kept after");
    }
}

async int main(void) {
    printf("return: ");
    (void)await by_return();
    printf("break:");
    for (int i = 0;; i++) {
        defer printf(" b%d", i);
        if (await later(i) == 1)
            break;
    }
    printf("\ncontinue:");
    for (int i = 0; i < 3; i++) {
        defer printf(" c%d", i);
        if (await later(1))
            continue;
        printf("never");
    }
    printf("\ngoto: ");
    await by_goto();
    printf("switch:");
    switch (await later(1)) {
    case 1: {
        defer printf(" s\n");
        await wok_yield();
        break;
    }
    case 2:
        printf("never\n");
    }
    return 0;
}
