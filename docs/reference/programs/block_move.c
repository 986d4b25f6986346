// expect: 3 1
// expect: 60
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static future(int) times_ten(int value) {
    return box(async_move({ await later(value) * 10; })); // may outlive this call
}

async int main(void) {
    int x = 1;
    auto block = async_move({
        x += await later(2);    // an x of its own, copied where the block stands
        x;
    });
    int three = await block;
    printf("%d %d\n", three, x);

    int sum = 0;
    task(int) tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = spawn(async_move({ await times_ten(i + 1); }));
    for (int i = 0; i < 3; i++)
        sum += await tasks[i];
    printf("%d\n", sum);
    return 0;
}
