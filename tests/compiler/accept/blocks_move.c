// full
// async_move blocks: they take the values that they use along, so they can be spawned, boxed,
// returned and kept.
// expect: 1 2
// expect: outer 1
// expect: 10 20 30 array 1
// expect: sum 6
// expect: boxed 12
// expect: handle 5
// expect: recursion 15
// expect: nested 8
// expect: from sync 42
// expect: blocking 3
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

static future(int) adder(int a, struct pair pair) {
    return box(async_move({ a + await later(pair.a) + pair.b; }));
}

static async int down(int n) {
    if (n == 0)
        return 0;
    return n + await async_move({ await down(n - 1); });
}

static task(int) start(int value) {
    return spawn(async_move({
        value += 2;
        await later(value);
    }));
}

static async int from_sync(void) {
    return await start(40);
}

static int blocks(int value) {
    return wok_block_on(async_move({ await later(value) + 1; }));
}

static void *thread(void *argument) {
    *(int *)argument = blocks(2);
    return NULL;
}

#include <pthread.h>

async int main(void) {
    int x = 1;
    auto block = async_move({
        x++;
        await wok_yield();
        x;
    });
    x = 1;
    int got = await block;
    printf("%d %d\n", x, got);
    printf("outer %d\n", x);

    int numbers[3] = {1, 2, 3};
    auto scaled = async_move({
        for (int i = 0; i < 3; i++)
            numbers[i] *= await later(10);
        printf("%d %d %d ", numbers[0], numbers[1], numbers[2]);
    });
    await scaled;
    printf("array %d\n", numbers[0]);

    int sum = 0;
    task(int) tasks[3];
    for (int i = 1; i <= 3; i++)
        tasks[i - 1] = spawn(async_move({ await later(i); }));
    for (int i = 0; i < 3; i++) {
        int value = await tasks[i];
        sum += value;
    }
    printf("sum %d\n", sum);

    future(int) boxed = adder(5, (struct pair){3, 4});
    printf("boxed %d\n", await boxed);

    auto handle = spawn(later(5));
    auto takes = async_move({ await handle; });
    printf("handle %d\n", await takes);
    printf("recursion %d\n", await down(5));

    int depth = 3;
    auto outer = async_move({
        int more = await later(depth);
        auto inner = async_move({ more + depth + await later(2); });
        await inner;
    });
    printf("nested %d\n", await outer);
    printf("from sync %d\n", await from_sync());

    int result = 0;
    pthread_t plain;
    pthread_create(&plain, NULL, thread, &result);
    pthread_join(plain, NULL);
    printf("blocking %d\n", result);
    return 0;
}
