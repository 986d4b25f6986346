// A branch may wait for a task while another one lets it go on.
// no-erase
// expect: 5 flag 1
#include <stdio.h>
#include <wok/wok.h>

static _Atomic int flag;

static async int wait_for_flag(void) {
    while (!flag)
        await wok_yield();
    return 5;
}

static async void raise_flag(void) {
    await wok_sleep(5 * WOK_MS);
    flag = 1;
}

async int main(void) {
    auto task_waiting = spawn(wait_for_flag());
    int value;
    join(value = await task_waiting, await raise_flag());
    printf("%d flag %d\n", value, flag);
    return 0;
}
