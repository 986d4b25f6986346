// auto also infers the type of ordinary values.
// expect: 5 2.5 text 3
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto five = 5;
    auto half = 2.5;
    auto text = "text";
    auto three = await later(3);
    await wok_yield();
    printf("%d %.1f %s %d\n", five, half, text, three);
    return 0;
}
