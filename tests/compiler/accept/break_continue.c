// break and continue in every loop, with awaits before and after; continue reaches step and condition.
// expect: for 1 3
// expect: while 1 3
// expect: do 1 3 5
// expect: nest 0.0 0.1 1.0 1.1
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    printf("for");
    for (int i = 0; i < 100; i += await later(1)) {
        if (await later(i) % 2 == 0)
            continue;
        if (i == 5)
            break;
        printf(" %d", i);
    }
    printf("\nwhile");
    int i = 0;
    while (await later(i++) < 100) {
        await wok_yield();
        if (i % 2 == 0)
            continue;
        if (i == 5)
            break;
        printf(" %d", i);
    }
    printf("\ndo");
    i = 0;
    do {
        i++;
        if (i % 2 == 0)
            continue;
        printf(" %d", await later(i));
    } while (await later(i) < 5);
    printf("\nnest");
    for (int a = 0; a < 3; a++) {
        if (a == 2)
            break;
        for (int b = 0;; b++) {
            if (await later(b) == 2)
                break;
            printf(" %d.%d", a, b);
        }
    }
    printf("\n");
    return 0;
}
