// A handle that was consumed or handed on is zero, and may be asked whether it is: behind the answer only
// one of its states is left.
// wokcc: -Werror=wok
// no-erase
// expect: 0 11 0 12 13 14 0 15 16 3 0 1
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int started_perhaps(int value) {
    task(int) task = {0};
    if (value)
        task = spawn(later(value));
    await wok_yield();
    if (task)
        return await task;
    return 0;
}

static async int compared(int value) {
    task(int) task = {0};
    if (value)
        task = spawn(later(value));
    if (task == 0)
        return 0;
    return await task;
}

static async int awaited_perhaps(int value) {
    auto task = spawn(later(value));
    int result = 0;
    if (value > 12)
        result = await task;
    if (!task)
        return result;
    return await task;
}

static async int boxed_perhaps(int value) {
    future(int) boxed = {0};
    if (value)
        boxed = box(later(value));
    return boxed ? await boxed : 0;
}

static async int with_more_to_ask(int value) {
    task(int) task = {0};
    if (value)
        task = spawn(later(value));
    if (task && value > 1)
        return await task;
    if (task)
        wok_detach(task);
    return 16;
}

static async int until_it_is_over(int value) {
    auto task = spawn(later(value));
    int sum = 0;
    while (task) {
        race {
            when(sum += await task) {
            }
            when(await wok_sleep(3600 * WOK_S)) {
                sum++;
            }
        }
    }
    return sum;
}

async int main(void) {
    printf("%d %d ", await started_perhaps(0), await started_perhaps(11));
    printf("%d %d ", await compared(0), await compared(12));
    printf("%d %d ", await awaited_perhaps(13), await awaited_perhaps(14));
    printf("%d %d ", await boxed_perhaps(0), await boxed_perhaps(15));
    printf("%d ", await with_more_to_ask(1));
    printf("%d ", await until_it_is_over(3));
    auto moved = spawn(later(1));
    auto task = moved;
    printf("%d ", !!moved);
    printf("%d\n", await task);
    return 0;
}
