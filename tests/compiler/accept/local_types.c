// struct, enum, typedef and static declared inside async functions.
// full
// expect: 3 1 6
// expect: calls 1 2 3
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int with_types(void) {
    struct point {
        int x, y;
    };
    enum colour { RED, GREEN };
    typedef struct point place;
    place here = {await later(1), await later(2)};
    enum colour colour = GREEN;
    await wok_yield();
    struct point *p = &here;
    await wok_yield();
    printf("%d %d %zu\n", p->x + p->y, colour, sizeof(struct point) - 2);
    return here.x;
}

static async int other_with_same_names(void) {
    struct point {
        const char *text;
    } point = {"calls"};
    enum { RED = 7 } colour = RED;
    await wok_yield();
    printf("%s", point.text);
    return colour;
}

static async int count(void) {
    static int calls;
    calls++;
    await wok_yield();
    return calls;
}

async int main(void) {
    await with_types();
    await other_with_same_names();
    for (int i = 0; i < 3; i++)
        printf(" %d", await count());
    printf("\n");
    return 0;
}
