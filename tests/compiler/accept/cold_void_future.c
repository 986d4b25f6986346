// cold(e) names a cold future of a void function.
// no-erase
// expect: before
// expect: inside
#include <stdio.h>
#include <wok/wok.h>

static async void say(void) {
    await wok_yield();
    printf("inside\n");
}

async int main(void) {
    auto f = cold(say());
    printf("before\n");
    await f;
    return 0;
}
