// rust#116680: borrowed once, then moved away, then an await.
#include "corpus.h"

static int consume(struct counted count) {
    return count.count;
}

static async int borrowed_then_moved(void) {
    struct counted count = counted_new(-1);
    counted_use(&count);
    int result = consume(count);
    await nothing();
    return result;
}

async int main(void) {
    return await spawn(borrowed_then_moved());
}
