// sizeof, typeof, _Generic and _Static_assert beside awaits.
// expect: 4 int 40
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int array[10];
    _Static_assert(sizeof(array) == 40, "ten ints");
    __typeof__(array[0]) first = await later(4);
    await wok_yield();
    printf("%d %s %zu\n", first, _Generic(first, int: "int", default: "other"), sizeof array);
    return 0;
}
