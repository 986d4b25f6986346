// break leaves the switch, continue goes on with the loop; case labels inside blocks and loops.
// expect: 0:even 1:odd 2:skip 3:odd 4:stop
// expect: duff 7
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int count_down_from(int start) {
    int n = 0;
    switch (start % 4) {
        do {
        case 0:
            n += await later(1);
            /* fallthrough */
        case 3:
            n += await later(1);
            /* fallthrough */
        case 2:
            n += await later(1);
            /* fallthrough */
        case 1:
            n += await later(1);
        } while ((start -= 4) > 0);
    }
    return n;
}

async int main(void) {
    for (int i = 0;; i++) {
        printf("%d:", i);
        switch (await later(i)) {
        case 2:
            printf("skip ");
            continue;
        case 4:
            printf("stop\n");
            goto out;
        case 0: {
            int copy = i;
            await wok_yield();
            printf("%s ", copy % 2 ? "odd" : "even");
            break;
        }
        default:
            await wok_yield();
            printf("odd ");
        }
    }
out:
    printf("duff %d\n", await count_down_from(7));
    return 0;
}
