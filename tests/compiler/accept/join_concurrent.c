// Branches start in order and take turns; join is over when the last one is.
// no-erase
// env: WOK_WORKERS=1
// expect: a0 b0 a1 b1 b2 done
#include <stdio.h>
#include <wok/wok.h>

static async void step(const char *name, int count) {
    for (int i = 0; i < count; i++) {
        printf("%s%d ", name, i);
        await wok_yield();
    }
}

async int main(void) {
    join(await step("a", 2), await step("b", 3));
    printf("done\n");
    return 0;
}
