// full
// A pointer to a hand-written future: in a table, as an argument, through a typedef; and async
// functions behind typedefs and in structs that are passed around.
// expect: slept 2 times
// expect: yielded
// expect: shape 12
// expect: shape 9
// expect: applied 8
// expect: spawned 5
// expect: boxed 6
// expect: chosen 14
#include <stdio.h>
#include <wok/wok.h>

typedef async void waiter(uint64_t duration_ns);
typedef async int (*operation)(int, int);

struct shape;

struct shape_type {
    const char *name;
    async int (*area)(struct shape *shape);
};

struct shape {
    const struct shape_type *type;
    int a, b;
};

static async int rectangle_area(struct shape *shape) {
    await wok_yield();
    return shape->a * shape->b;
}

static async int square_area(struct shape *shape) {
    await wok_yield();
    return shape->a * shape->a;
}

static const struct shape_type rectangle = {"rectangle", rectangle_area};
static const struct shape_type square = {.name = "square", .area = square_area};

static async void twice(async void (*wait)(uint64_t), uint64_t duration_ns) {
    await wait(duration_ns);
    await wait(duration_ns);
}

static async int add(int a, int b) {
    await wok_yield();
    return a + b;
}

static async int multiply(int a, int b) {
    return a * b;
}

static async int apply(operation by, int a, int b) {
    return await by(a, b);
}

static operation choose(int sign) {
    return sign < 0 ? multiply : add;
}

struct waits {
    async void (*sleep)(uint64_t);
    async void (*yield)(void);
};

static const struct waits waits = {wok_sleep, .yield = wok_yield};

async int main(void) {
    waiter *sleep = wok_sleep;
    await twice(sleep, WOK_US);
    await twice(waits.sleep, WOK_US);
    printf("slept %d times\n", waits.sleep == sleep ? 2 : 0);
    await waits.yield();
    printf("yielded\n");
    struct shape shapes[] = {{&rectangle, 3, 4}, {&square, 3, 0}};
    for (int i = 0; i < 2; i++)
        printf("shape %d\n", await shapes[i].type->area(&shapes[i]));
    printf("applied %d\n", await apply(choose(1), 3, 5));
    operation by = add;
    auto handle = spawn(by(2, 3));
    printf("spawned %d\n", await handle);
    future(int) boxed = box(choose(-1)(2, 3));
    printf("boxed %d\n", await boxed);
    printf("chosen %d\n", await choose(-1)(2, await choose(1)(3, 4)));
    return 0;
}
