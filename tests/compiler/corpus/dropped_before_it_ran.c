// Arguments of a future that never runs are given back when it is dropped: here by cancelling.
// no-erase
// expect: 1 was given back
#include "corpus.h"
#include <stdio.h>

static void give_back(int *n) {
    printf("%d was given back\n", *n);
}

static async int hold(int n) {
    int own __attribute__((cleanup(give_back))) = n;
    await wok_sleep(10 * WOK_S);
    return own;
}

async int main(void) {
    task(int) running = spawn(hold(1));
    await nothing();
    (void)await wok_cancel(running);
    return 0;
}
