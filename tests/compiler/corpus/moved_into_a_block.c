// A block that was built uses the handle; nobody else may have it meanwhile.
#include "corpus.h"

async int main(void) {
    task(int) v = spawn(step(0));
    auto block = async ({
        await nothing();
        await v; // note: consumed here
    });
#ifdef TWIN
    return await block;
#else
    int early = await v; // error: E0102
    return early + await block;
#endif
}
