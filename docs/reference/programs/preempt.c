// no-erase
// expect: counted 1000, and others ran
#include <stdio.h>
#include <wok/wok.h>

static int turns;

static async void other(void) {
    for (;;) {
        turns++;
        await wok_yield();
    }
}

WOK_PREEMPT static async int count(int limit) {
    int n = 0;
    while (n < limit) // here it gives way
        n++;
    return n;
}

async int main(void) {
    auto task = spawn_local(other()); // on this worker, when that is free
    int counted = await count(1000);
    printf("counted %d, and others %s\n", counted, turns ? "ran" : "waited");
    await wok_cancel(task);
    return 0;
}
