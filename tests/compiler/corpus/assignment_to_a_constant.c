// Nothing can be assigned to a number.
#include "corpus.h"

static async int weird(void) {
    int loop_count = 0;
#ifdef TWIN
    loop_count = 2;
#else
    1 = 2; // error: E0002
#endif
    await async ({ loop_count -= 2; });
    return loop_count;
}

async int main(void) {
    return await weird() & ~-2;
}
