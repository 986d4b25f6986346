// expect: nothing runs yet
// expect: 3 + 4 = 7
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto three = later(3);                     // a future: no line of later() has run
    printf("nothing runs yet\n");
    int sum = await three + await later(4);    // left to right
    printf("3 + 4 = %d\n", sum);
    return 0;
}
