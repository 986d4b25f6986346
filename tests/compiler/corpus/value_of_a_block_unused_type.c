// What a block returns is its last expression, and that has a type of its own.
#include "corpus.h"

async int main(void) {
    auto block = async ({
        await nothing();
        (struct pair){0, 1};
    });
#ifdef TWIN
    struct pair value = await block;
    return value.first;
#else
    int value = await block; // error: E0002
    return value;
#endif
}
