// Casts and unary operators around awaits.
// expect: 3 -5 0 1 -6
// expect: 44
#include <stdio.h>
#include <wok/wok.h>

static async double later(double value) {
    await wok_yield();
    return value;
}

static async int later_int(int value) {
    await wok_yield();
    return value;
}

static async int *later_pointer(int *pointer) {
    await wok_yield();
    return pointer;
}

async int main(void) {
    int cell = 43;
    printf("%d %d %d %d %d\n", (int)await later(3.9), -await later_int(5), !await later_int(5),
           !!await later_int(5), ~await later_int(5));
    ++*await later_pointer(&cell);
    printf("%d\n", *await later_pointer(&cell));
    return 0;
}
