// Async functions that cannot suspend are plain functions of C where they are awaited: with their defers,
// statics and types, the user's name in __func__, and still reached through pointers and spawn.
// full
// expect: defer twice / defer twice / 9
// expect: record 4 5 copied 1
// expect: deep 7
// expect: pointer 12 task 15
// expect: order 1 2 3 = 6
// expect: loop 0 1 3 6
#include <stdio.h>
#include <wok/wok.h>

struct record {
    int values[4];
    const int last;
};

static async int twice(int x) {
    defer printf("defer %s / ", __func__);
    static int calls;
    struct local {
        int value;
    } local = {x};
    calls++;
    return local.value * 2 + calls - 1;
}

static async int four_times(const int x) {
    return await twice(await twice(x));
}

static async struct record make(int first, int last) {
    return (struct record){.values = {first}, .last = last};
}

static async int deep(int n) {
    for (int i = 0; i < 3; i++)
        if (n > 3 && i == 1)
            return n + (int)(await make(0, 2)).last;
    return -1;
}

async int plus(int a, int b) {
    return a + b;
}

static async int suspends(int n) {
    await wok_yield();
    return await plus(n, 1);
}

static async int say(int n) {
    printf(" %d", n);
    return n;
}

static async void nothing(void) {
}

async int main(void) {
    printf("%d\n", await four_times(2));
    struct record record = await make(4, 5);
    int copied = (await make(1, 2)).values[0];
    printf("record %d %d copied %d\n", record.values[0], record.last, copied);
    printf("deep %d\n", await deep(5));
    async int (*pointer)(int, int) = plus;
    int through = await pointer(5, await suspends(6));
    printf("pointer %d task %d\n", through, await spawn(plus(7, 8)));
    printf("order");
    printf(" = %d\n", await say(1) + await say(2) + await say(3));
    printf("loop");
    int sum = 0;
    for (int i = 0; i < 4; i = await plus(i, 1)) {
        await nothing();
        sum += i;
        if (i == 2)
            await suspends(i);
        printf(" %d", sum);
    }
    printf("\n");
    return 0;
}
