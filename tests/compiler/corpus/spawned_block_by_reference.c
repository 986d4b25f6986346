// A spawned block that only borrows the variables around it may outlive them.
#include "corpus.h"

async int main(void) {
    int room = 0;
#ifdef TWIN
    task(int) loop = spawn(async_move ({ await nothing(); room; }));
#else
    task(int) loop = spawn(async ({ await nothing(); room; })); // error: E0109
#endif
    return await loop;
}
