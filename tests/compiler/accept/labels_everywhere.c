// Labels on every kind of statement, the same names in two functions, a label at a block's end.
// expect: abcd
// expect: 3
#include <stdio.h>
#include <wok/wok.h>

static async void first(void) {
    int step = 0;
start:
    if (step == 0)
        goto block;
    if (step == 1)
        goto loop;
    goto end;
block: {
    await wok_yield();
    printf("a");
    step++;
    goto start;
}
loop:
    for (int i = 0; i < 2; i++) {
        await wok_yield();
        printf("%c", 'b' + i);
    }
    step++;
    goto start;
end:
    await wok_yield();
    printf("d\n");
}

static async int second(void) {
    int n = 0;
start:
    await wok_yield();
    if (n++ < 2)
        goto start;
    goto end;
end:;
    return n;
}

async int main(void) {
    await first();
    printf("%d\n", await second());
    return 0;
}
