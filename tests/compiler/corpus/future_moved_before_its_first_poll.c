// A future that was built and moved, and never gets to its end: it is cancelled.
#include "corpus.h"

static async void never(void) {
    await wok_sleep(100 * WOK_S);
}

static async int hold(void) {
    struct counted count = counted_new(1);
    await never();
    return counted_use(&count);
}

async int main(void) {
    auto fut = hold();
    auto bla = fut;
    int result = 0;
    race {
        when (await nothing()) { result = 0; }
        when (result = await bla) { result = 1; }
    }
    return result;
}
