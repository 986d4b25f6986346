// What could only be held at an await that no path reaches is not held.
#include "corpus.h"

static async int work(void) {
    struct counted count = counted_new(0);
    for (;;) {
        if (counted_use(&count) == 3)
            return 0;
    }
    await nothing();
    return counted_use(&count);
}

async int main(void) {
    return await spawn(work());
}
