// Braces inside initialisers: each element is computed in its turn, an await may stand in any.
// expect: 4 1 2
// expect: 2 0 1
#include <stdbool.h>
#include <stdio.h>
#include <wok/wok.h>

typedef unsigned count;

static async count later(count value) {
    await wok_yield();
    return value;
}

struct wide {
    unsigned long head;
    unsigned cells[3];
    short tail;
};

struct pair {
    count first;
    unsigned char second;
};

struct nest {
    struct pair pair;
    double real;
    bool flag;
};

async int main(void) {
    unsigned x = 1;
    struct wide wide = {.cells = {x++, 2, 3}, .tail = (short)await later(4)};
    printf("%d %u %u\n", wide.tail, wide.cells[0], wide.cells[1]);
    count many[3] = {1, 0, 3}, y = 5;
    x = 2;
    const struct nest nest = (struct nest){{.first = x++, .second = many[1]}, y++,
                                           many[await later(0)]};
    printf("%u %d %d\n", nest.pair.first, nest.pair.second, nest.flag);
    return 0;
}
