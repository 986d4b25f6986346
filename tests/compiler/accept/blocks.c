// full
// Async blocks by reference: cold until awaited, with the locals around them; nested, in join, race
// and loops, with values of any type.
// expect: not yet
// expect: a 11 x 10
// expect: tick 1
// expect: tick 2
// expect: tick 3
// expect: pair 3 4
// expect: now 6
// expect: join 5 6
// expect: raced 1
// expect: nested 12
// expect: moved 21
// expect: took 9
// expect: early 1
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int choose(int which) {
    auto block = async({
        int inner = await later(which);
        inner + 1;
    });
    if (which > 10)
        return await block;
    int value = await block;
    return value - 1;
}

async int main(void) {
    int x = 1;
    auto block = async({
        x = 10;
        int inner = await later(1);
        inner + x;
    });
    printf(x == 1 ? "not yet\n" : "too early\n");
    int a = await block;
    printf("a %d x %d\n", a, x);

    for (int i = 1; i <= 3; i++) {
        auto tick = async({
            await wok_yield();
            printf("tick %d\n", i);
        });
        await tick;
    }

    auto makes = async({
        int three = await later(3);
        (struct pair){three, await later(4)};
    });
    struct pair pair = await makes;
    printf("pair %d %d\n", pair.a, pair.b);

    printf("now %d\n", await async({ int y = await later(2); y * 3; }));

    int b = 0, c = 0;
    auto five = async({ await later(5); });
    auto six = async({ await later(6); });
    join(b = await five, c = await six);
    printf("join %d %d\n", b, c);

    auto slow = async({
        await wok_sleep(10 * WOK_S);
        0;
    });
    race {
        when (a = await later(1)) { printf("raced %d\n", a); }
        when (a = await slow) { printf("too slow\n"); }
    }

    auto outer = async({
        auto inner = async({ x + await later(1); });
        await inner + 1;
    });
    printf("nested %d\n", await outer);

    auto from = async({ await later(20) + 1; });
    auto to = from;
    printf("moved %d\n", await to);

    auto cold = later(9);
    auto takes = async({ await cold; });
    printf("took %d\n", await takes);
    printf("early %d\n", await choose(1));
    return 0;
}
