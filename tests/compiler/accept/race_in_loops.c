// In the body of a when, break, continue and return mean the enclosing loop and function.
// full
// no-erase
// expect: turn 0
// expect: turn 2
// expect: left at 3
// expect: returned 30
// expect: jumped
#include <stdio.h>
#include <wok/wok.h>

static async int quick(int value) {
    await wok_yield();
    return value;
}

static async int find(void) {
    for (int i = 0;; i++) {
        int value;
        race {
            when (value = await quick(i)) {
                if (value == 3)
                    return 10 * value;
            }
            when (await wok_sleep(1000 * WOK_S)) {
                return -1;
            }
        }
    }
}

static async void jump(void) {
    race {
        when (await quick(0)) {
            goto out;
        }
        when (await wok_sleep(1000 * WOK_S)) {
        }
    }
    printf("never\n");
out:
    printf("jumped\n");
}

async int main(void) {
    int i;
    for (i = 0;; i++) {
        int value;
        race {
            when (value = await quick(i)) {
                if (value == 1)
                    continue;
                if (value == 3)
                    break;
            }
            when (await wok_sleep(1000 * WOK_S)) {
                printf("never\n");
            }
        }
        printf("turn %d\n", i);
    }
    printf("left at %d\n", i);
    printf("returned %d\n", await find());
    await jump();
    return 0;
}
