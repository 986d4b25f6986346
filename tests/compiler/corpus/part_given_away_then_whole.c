// A handle is given to a function, and then once more.
#include "corpus.h"

static int let_run(task(int) t) {
    wok_detach(t);
    return 0;
}

async int main(void) {
    task(int) self = spawn(step(0));
    int sum = let_run(self); // note: consumed here
#ifdef TWIN
    return sum;
#else
    return sum + let_run(self); // error: E0102
#endif
}
