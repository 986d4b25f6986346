// expect: 12
// expect: 9
#include <stdio.h>
#include <wok/wok.h>

struct shape;

struct shape_type {
    async int (*area)(struct shape *shape); // a table of async functions: an interface
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
    return shape->a * shape->a;
}

static const struct shape_type rectangle = {rectangle_area}, square = {square_area};

async int main(void) {
    struct shape shapes[] = {{&rectangle, 3, 4}, {&square, 3, 0}};
    for (int i = 0; i < 2; i++)
        printf("%d\n", await shapes[i].type->area(&shapes[i]));
    return 0;
}
