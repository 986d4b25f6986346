// Scalars, arrays, structs and designators: elements in order, the rest zero.
// full
// expect: 1 2 3 4
// expect: 5 0 6 0
// expect: x 7 y 0 name n z 8
// expect: 9 0 10
#include <stdio.h>
#include <wok/wok.h>

struct point {
    int x, y;
    const char *name;
    struct {
        int z;
    } deep;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int a = await later(1), b = await later(2);
    int array[] = {await later(3), await later(4)};
    printf("%d %d %d %d\n", a, b, array[0], array[1]);
    int gaps[4] = {[2] = await later(6), [0] = await later(5)};
    printf("%d %d %d %d\n", gaps[0], gaps[1], gaps[2], gaps[3]);
    struct point p = {.x = await later(7), .name = "n", .deep = {.z = await later(8)}};
    printf("x %d y %d name %s z %d\n", p.x, p.y, p.name, p.deep.z);
    int matrix[2][2] = {{await later(9)}, {[1] = await later(10)}};
    printf("%d %d %d\n", matrix[0][0], matrix[0][1], matrix[1][1]);
    return 0;
}
