// Loops that cannot be written twice: statics, asm, jumps back into other blocks, deep nests.
// full
// expect: statics 1 3 6 / 2 4 5
// expect: asm 6
// expect: jump 0 1 2 0 1 2 3
// expect: deep 64 / 2016
// expect: do 1 2 3 / for 0 1 2
// expect: jumped 17 1 17 2
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    static int count;
    if (count++ % 2 == 0)
        await wok_yield();
    return value;
}

static async void statics(void) {
    int shown[3] = {0};
    for (int i = 0; i < 3; i++) {
        int sum = await later(i + 1);
        {
            static int total;
            total += sum;
            sum = total;
        }
        shown[i] = sum;
        await later(0);
    }
    printf("statics %d %d %d /", shown[0], shown[1], shown[2]);
    int n = 0;
    while (n < 5) {
        n += await later(2);
        int odd = ({
            static int calls;
            calls++;
            calls == 3;
        });
        n -= odd;
        printf(" %d", n);
    }
    printf("\n");
}

static async void assembly(void) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 1; k++) {
            sum += await later(i);
            __asm__ volatile("" : "+r"(sum));
        }
        __asm__ volatile("" ::: "memory");
    }
    printf("asm %d\n", sum);
}

// The label stands in a block that the goto is not in.
static async void jump(void) {
    printf("jump");
    int rounds = 0;
    for (int i = 0; i < 4; i++) {
        if (i >= 0) {
        back:
            printf(" %d", await later(i));
        }
        if (i == 2 && rounds++ == 0) {
            i = 0;
            await later(0);
            goto back;
        }
    }
    printf("\n");
}

static async void deep(void) {
    int count = 0, sum = 0;
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++)
            for (int c = 0; c < 2; c++)
                for (int d = 0; d < 2; d++)
                    for (int e = 0; e < 2; e++)
                        for (int f = 0; f < 2; f++) {
                            static int turns;
                            count++;
                            turns++;
                            if (turns != count)
                                printf("never\n");
                            sum += await later(a * 32 + b * 16 + c * 8 + d * 4 + e * 2 + f);
                        }
    printf("deep %d / %d\n", count, sum);
}

static async void headers(void) {
    int n = 0;
    printf("do");
    do {
        static int calls;
        calls++;
        n += await later(1);
        if (n == 2) {
            printf(" 2");
            continue;
        }
        printf(" %d", n == calls ? n : -1);
    } while (await later(n) < 3);
    printf(" / for");
    for (int i = 0; await later(i) < 3; i += await later(1)) {
        static int calls;
        printf(" %d", calls++ == i ? i : -1);
        if (await later(i) == 1)
            continue;
        await later(i);
    }
    printf("\n");
}

// The user's goto passes whatever stands before the loop.
static async void jumped_into(int skip) {
    int turns = 0;
    printf("jumped");
    if (await later(skip))
        goto middle;
    while (turns++ < 1) {
        static int calls;
        calls += await later(1);
    middle:
        printf(" 17 %d", calls + 1);
    }
    printf("\n");
}

async int main(void) {
    await statics();
    await assembly();
    await jump();
    await deep();
    await headers();
    await jumped_into(1);
    return 0;
}
