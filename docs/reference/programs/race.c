// no-erase
// expect: answer 4
// expect: no answer in time
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async void answer(uint64_t patience_ns, async void (*work)(uint64_t), uint64_t work_ns) {
    int value = 0;
    race {
        when (({ await work(work_ns); value = await later(4); })) { printf("answer %d\n", value); }
        when (await wok_sleep(patience_ns)) { printf("no answer in time\n"); }
    }
}

async int main(void) {
    await answer(10 * WOK_S, wok_sleep, 0);
    await answer(0, wok_sleep, 10 * WOK_S);
    return 0;
}
