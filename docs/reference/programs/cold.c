// expect: before
// expect: ticked
#include <stdio.h>
#include <wok/wok.h>

static async void tick(void) {
    await wok_yield();
    printf("ticked\n");
}

async int main(void) {
    auto pending = cold(tick()); // `auto x = tick()` alone would declare a variable of type void
    printf("before\n");
    await pending;
    return 0;
}
