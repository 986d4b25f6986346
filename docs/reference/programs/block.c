// expect: 1
// expect: 12 10
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int x = 1;
    auto block = async({
        x = 10;                 // the x of main
        int two = await later(2);
        two + x;                // the value of the block
    });
    printf("%d\n", x);          // it has not run
    int sum = await block;
    printf("%d %d\n", sum, x);
    return 0;
}
