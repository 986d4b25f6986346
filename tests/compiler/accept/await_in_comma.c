// The comma operator: left side first, its value dropped, right side the value.
// expect: 1 2 3 -> 3
#include <stdio.h>
#include <wok/wok.h>

static async int say(int value) {
    await wok_yield();
    printf("%d ", value);
    return value;
}

async int main(void) {
    int last = (await say(1), await say(2), await say(3));
    printf("-> %d\n", last);
    return 0;
}
