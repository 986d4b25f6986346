// wok_join gives the status of a task, and its result where there is one.
// expect: 0 8
// expect: 0
#include <stdio.h>
#include <wok/wok.h>

static async int work(int value) {
    await wok_yield();
    return value;
}

static async void nothing(void) {
    await wok_yield();
}

async int main(void) {
    int result = -1;
    auto handle = spawn(work(8));
    int status = await wok_join(handle, &result);
    printf("%d %d\n", status, result);
    task(void) other = spawn(nothing());
    printf("%d\n", await wok_join(other, NULL));
    return 0;
}
