// A cancelled task runs the defers that it has come to, innermost first, and nothing else.
// no-erase
// expect: inner outer
#include "corpus.h"
#include <stdio.h>

static async void work(void) {
    defer puts("outer");
    {
        defer printf("inner ");
        await wok_sleep(100 * WOK_S);
        puts("not reached");
    }
    defer puts("not reached either");
    await nothing();
}

async int main(void) {
    task(void) running = spawn(work());
    await nothing();
    (void)await wok_cancel(running);
    return 0;
}
