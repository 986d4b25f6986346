// A race of one arm, in a switch, in do-while, with statement bodies and void arms.
// full
// no-erase
// expect: one arm
// expect: switch 1 after
// expect: do 0 1 2
// expect: empty
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    race {
        when (await later(1))
            printf("one arm\n");
    }
    int value = 0;
    switch (await later(1)) {
    case 1:
        race {
            when (value = await later(1)) {
                printf("switch %d ", value);
                break;
            }
            when (await wok_sleep(1000 * WOK_S))
                break;
        }
        printf("never");
        break;
    default:
        printf("never");
    }
    printf("after\ndo");
    int n = 0;
    do {
        race {
            when (value = await later(n)) {
                printf(" %d", value);
                if (n++ < 2)
                    continue;
            }
            when (await wok_sleep(1000 * WOK_S)) {
            }
        }
        break;
    } while (1);
    printf("\n");
    race {
        when (await later(0))
            ;
        when (await wok_sleep(1000 * WOK_S))
            printf("never");
    }
    printf("empty\n");
    return 0;
}
