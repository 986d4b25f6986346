// The arms of a race are polled by the task that they stand in.
#include "corpus.h"

async int main(void) {
    struct counted count = counted_new(0);
    int value = 0;
    race {
        when (value = await step(1)) { return counted_use(&count); }
        when (await wok_sleep(1 * WOK_S)) { return 1; }
    }
    return value;
}
