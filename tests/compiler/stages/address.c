/* Address-taken locals, an array, a struct: what has to keep its place. */
#include <wok/task.h>

struct point {
    int x, y;
};

static async void move(struct point *point, int by) {
    await wok_yield();
    point->x += by;
}

async int walk(void) {
    struct point point = {1, 2};
    int steps[3] = {1, 2, 3};
    for (int i = 0; i < 3; i++)
        await move(&point, steps[i]);
    return point.x + point.y;
}
