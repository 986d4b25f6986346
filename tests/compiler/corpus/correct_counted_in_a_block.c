// A block by reference stays in the task that it stands in.
#include "corpus.h"

async int main(void) {
    struct counted count = counted_new(0);
    auto block = async ({
        await nothing();
        counted_use(&count);
    });
    return await block;
}
