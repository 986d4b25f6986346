// no-erase
// Nothing of a boxed future runs before somebody awaits it; one that lost a race before it began is
// dropped with its arguments, and one that is spawned runs on its own.
// expect: nothing has run
// expect: first 1
// expect: second 2
// expect: ran 3
#include <stdio.h>
#include <wok/wok.h>

static _Atomic int started;

static async int later(int value) {
    started++;
    await wok_yield();
    return value;
}

static async int now(int value) {
    return value;
}

static async int holds(future(int) inner, task(int) handle) {
    return await inner + await handle;
}

async int main(void) {
    auto boxed = box(later(1));
    printf(started ? "it has run\n" : "nothing has run\n");
    auto never = box(holds(box(later(2)), spawn(later(3))));
    int value = 0;
    race {
        when (value = await now(1)) { printf("first %d\n", value); }
        when (value = await never) { printf("too late\n"); }
    }
    auto handle = spawn(boxed);
    printf("second %d\n", 1 + await handle);
    while (started < 2)
        await wok_yield();
    printf("ran %d\n", value + started);
    return 0;
}
