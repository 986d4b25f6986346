// Values of one thread that are over before each await, in every way they can be.
// expect: 6
#include <stdio.h>
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int count;
};

struct WOK_SEND promise {
    struct cell *inside;
};

static struct cell *cell_find(void) {
    static struct cell one = {1};
    return &one;
}

static int cell_read(const struct cell *cell) {
    return cell->count;
}

// Its address was taken, but nothing speaks of it after the await.
static async int borrowed_and_dead(void) {
    struct cell cell = {1};
    int count = cell_read(&cell);
    await wok_yield();
    return count;
}

static async int in_a_block(void) {
    int count;
    {
        struct cell *cell = cell_find();
        count = cell->count;
    }
    await wok_yield();
    return count;
}

// Made anew after each await: what was in it before is never read again.
static async int made_again(void) {
    int count = 0;
    struct cell *cell;
    for (int i = 0; i < 2; i++) {
        cell = cell_find();
        count += cell->count;
        await wok_yield();
    }
    cell = cell_find();
    return count - cell->count;
}

static async int on_the_other_path(int which) {
    struct cell *cell = cell_find();
    if (which)
        return cell->count;
    await wok_yield();
    return 1;
}

static async int promised(struct promise promise) {
    await wok_yield();
    return promise.inside->count;
}

// Not spawned, so that it stays where it is.
static async int stays(void) {
    struct cell cell = {1};
    await wok_yield();
    return cell_read(&cell);
}

async int main(void) {
    int sum = await spawn(borrowed_and_dead()) + await spawn(in_a_block());
    sum += await spawn(made_again()) + await spawn(on_the_other_path(0));
    sum += await spawn(promised((struct promise){cell_find()})) + await stays();
    printf("%d\n", sum);
    return 0;
}
