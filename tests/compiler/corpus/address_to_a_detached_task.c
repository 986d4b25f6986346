// The address of a local goes to a task that nobody waits for.
#include "corpus.h"

static async int start(void) {
#ifdef TWIN
    static int problem = 0;
#else
    int problem = 0; // note: `problem` is gone at the end of its scope
#endif
    int *self = &problem;
    wok_detach(spawn(async_move ({ await nothing(); *self; }))); // error: E0402 (unless TWIN)
    return 0;
}

async int main(void) {
    return await start();
}
