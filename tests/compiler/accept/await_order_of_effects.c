// Calls with effects beside awaits keep left-to-right order too: they are not moved past an await.
// expect: a b c d -> 10
#include <stdio.h>
#include <wok/wok.h>

static int now(char name, int value) {
    printf("%c ", name);
    return value;
}

static async int later(char name, int value) {
    await wok_yield();
    printf("%c ", name);
    return value;
}

async int main(void) {
    int r = now('a', 1) + await later('b', 2) + now('c', 3) + await later('d', 4);
    printf("-> %d\n", r);
    return 0;
}
