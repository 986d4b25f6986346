// A box with the address of a local, awaited in the same scope.
#include "corpus.h"

async int main(void) {
    int local = 0;
    auto boxed = box(read_later(&local));
    await nothing();
    return await boxed;
}
