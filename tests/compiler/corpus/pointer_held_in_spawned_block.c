// A spawned block keeps a pointer to a value of another thread across its await.
#include "corpus.h"

static struct counted *make_counted(void) {
    static struct counted one;
    return &one;
}

async int main(void) {
    task(int) running = spawn(async_move ({ // error: E0401 (unless TWIN)
        struct counted *a = make_counted(); // note: `a` points to a `struct counted`
#ifdef TWIN
        counted_use(a);
        await nothing();
#else
        await nothing(); // note: with `a` still used later
        counted_use(a);  // note: `a` is used here
#endif
        0;
    }));
    return await running;
}
