// A block that consumes what it takes along, beside what it only reads.
#include "corpus.h"

async int main(void) {
    int x = 1;
    task(int) s = spawn(step(-1));
    auto c = async_move ({ int r = await s; x + r; });
    return await c;
}
