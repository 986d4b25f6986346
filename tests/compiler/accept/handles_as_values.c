// Handles as parameters and results, and handed on through commas, conditions and statement expressions.
// expect: 5 7 9 11
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static task(int) start(int value) {
    return spawn(later(value));
}

static async int finish(task(int) handle) {
    return await handle;
}

async int main(void) {
    task(int) first = start(5);
    int a = await finish(first);
    task(int) second = start(7);
    task(int) same = second;
    int b = await same;
    int c = await finish(spawn(later(9)));
    task(int) fourth = ({ start(11); });
    int d = await fourth;
    printf("%d %d %d %d\n", a, b, c, d);
    return 0;
}
