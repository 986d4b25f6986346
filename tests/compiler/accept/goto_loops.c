// goto backwards and forwards across awaits, out of nested loops, over declarations.
// full
// expect: 0 1 2 3
// expect: found 2 3
// expect: in 1 in 2 done
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async void back(void) {
    int i = 0;
again:
    printf("%d%s", await later(i), i < 3 ? " " : "\n");
    if (++i <= 3)
        goto again;
}

static async void out_of_nest(void) {
    int i, j;
    for (i = 0; i < 5; i++)
        for (j = 0; j < 5; j++)
            if (await later(i * j) == 6)
                goto found;
found:
    printf("found %d %d\n", i, j);
}

static async void into_loop(void) {
    int i = 1;
    goto inside;
    while (i < 3) {
    inside:
        printf("in %d ", await later(i));
        i++;
    }
    printf("done\n");
}

async int main(void) {
    await back();
    await out_of_nest();
    await into_loop();
    return 0;
}
