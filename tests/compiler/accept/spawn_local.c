// expect: local 30, box 4
// Goal: spawn_local keeps its task where it was started, so it may hold what belongs to a thread.
#include <stdio.h>
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int value;
};

static async int add(struct cell *cell, int count) {
    for (int i = 0; i < count; i++) {
        cell->value++;
        await wok_yield();
    }
    return cell->value;
}

static async int four(void) {
    await wok_yield();
    return 4;
}

async int main(void) {
    static struct cell shared;
    struct cell *cell = &shared;
    auto first = spawn_local(add(cell, 10));
    task(int) second = wok_spawn_local(add(cell, 20));
    await first;
    await second;
    auto boxed = box(four());
    auto adopted = spawn_local(boxed);
    printf("local %d, box %d\n", cell->value, await adopted);
    return 0;
}
