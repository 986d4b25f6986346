// spawn starts a task; awaiting the handle gives its result.
// full
// expect: 42
// expect: 6
#include <stdio.h>
#include <wok/wok.h>

static async int answer(int a, int b) {
    await wok_yield();
    return a * b;
}

async int main(void) {
    task(int) handle = spawn(answer(6, 7));
    printf("%d\n", await handle);
    task(int) handles[3];
    for (int i = 0; i < 3; i++)
        handles[i] = spawn(answer(i + 1, 1));
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum += await handles[i];
    printf("%d\n", sum);
    return 0;
}
