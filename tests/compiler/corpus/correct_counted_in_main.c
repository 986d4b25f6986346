// main is not spawned: what belongs to a thread may live across its awaits.
#include "corpus.h"

async int main(void) {
    struct counted count = counted_new(0);
    await nothing();
    return counted_use(&count);
}
