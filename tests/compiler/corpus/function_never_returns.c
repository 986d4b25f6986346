// What stands behind the await of a function that never returns is no error.
#include "corpus.h"

static async void endless(void) {
    for (;;)
        await wok_sleep(100 * WOK_S);
}

static async int foo(void) {
    await endless();
    return 0;
}

async int main(void) {
    int result = 0;
    race {
        when (result = await foo()) { return 1; }
        when (await nothing()) { return 0; }
    }
}
