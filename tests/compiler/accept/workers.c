// Tasks on four workers count together with atomics; nothing is lost.
// env: WOK_WORKERS=4
// expect: 40000
#include <stdio.h>
#include <wok/wok.h>

static _Atomic long total;

static async void count(int turns) {
    for (int i = 0; i < turns; i++) {
        total++;
        if (i % 10 == 0)
            await wok_yield();
    }
}

async int main(void) {
    task(void) tasks[40];
    for (int i = 0; i < 40; i++)
        tasks[i] = spawn(count(1000));
    for (int i = 0; i < 40; i++)
        await tasks[i];
    printf("%ld\n", total);
    return 0;
}
