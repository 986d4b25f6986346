// A handle that lost the race is still there, and is cancelled then.
#include "corpus.h"

static async int slow(void) {
    await wok_sleep(10 * WOK_S);
    return 1;
}

async int main(void) {
    task(int) running = spawn(slow());
    int value = 0;
    race {
        when (value = await running) { return value; }
        when (await nothing()) { }
    }
    (void)await wok_cancel(running);
    return value;
}
