// A function that returns no future, awaited.
#include "corpus.h"

static int get_value(void) {
    return 0;
}

static async int get_future(void) {
    await nothing();
    return 0;
}

async int main(void) {
#ifdef TWIN
    return await get_future() + get_value();
#else
    int sum = await get_future();
    return await get_value() + sum; // error: E0005
#endif
}
