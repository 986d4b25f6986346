// auto builds a future and runs nothing; await runs it; arguments are taken when it is built.
// full
// no-erase
// expect: built, argument 1
// expect: running with 1
// expect: 10
#include <stdio.h>
#include <wok/wok.h>

static async int work(int value) {
    printf("running with %d\n", value);
    await wok_yield();
    return 10 * value;
}

async int main(void) {
    int n = 1;
    auto future_of_work = work(n);
    n = 2;
    await wok_yield();
    printf("built, argument %d\n", n - 1);
    int result = await future_of_work;
    printf("%d\n", result);
    return 0;
}
