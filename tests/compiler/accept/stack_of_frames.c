// Deep chains through pointers that suspend at the bottom, many at a time.
// no-erase
// expect: 100000
#include <stdio.h>
#include <wok/wok.h>

typedef async int step(int depth);
static async int down(int depth);
static step *const go = down;

static async int down(int depth) {
    if (depth == 0) {
        await wok_yield();
        return 0;
    }
    return 1 + await go(depth - 1);
}

async int main(void) {
    task(int) tasks[10];
    int sum = 0;
    for (int i = 0; i < 10; i++)
        tasks[i] = spawn(down(10000));
    for (int i = 0; i < 10; i++)
        sum += await tasks[i];
    printf("%d\n", sum);
    return 0;
}
