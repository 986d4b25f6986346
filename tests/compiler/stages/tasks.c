/* spawn, handles, a cold future and its move, a call through a pointer, recursion. */
#include <wok/task.h>

static async int down(int n) {
    return n == 0 ? 0 : 1 + await down(n - 1);
}

async int all(async int (*step)(int), int n) {
    task(int) handle = spawn(down(n));
    auto cold = down(n + 1);
    auto moved = cold;
    int a = await step(n);
    int b = await handle;
    return a + b + await moved;
}
