// A defer of a whole block, with locals of its own, loops and conditions in it.
// expect: work
// expect: 3 2 1 done
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    int count = 0;
    defer {
        for (int i = count; i > 0; i--) {
            if (i > 3)
                continue;
            printf("%d ", i);
        }
        printf("done\n");
    }
    for (int i = 0; i < 3; i++) {
        await wok_yield();
        count++;
    }
    printf("work\n");
    return 0;
}
