// _Atomic locals, changed by other tasks through their address.
// expect: 4000
#include <stdio.h>
#include <wok/wok.h>

static async void add(_Atomic int *counter) {
    for (int i = 0; i < 1000; i++) {
        ++*counter;
        if (i % 100 == 0)
            await wok_yield();
    }
}

async int main(void) {
    _Atomic int counter = 0;
    join(await add(&counter), await add(&counter), await add(&counter), await add(&counter));
    printf("%d\n", counter);
    return 0;
}
