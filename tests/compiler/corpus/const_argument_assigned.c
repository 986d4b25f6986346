// The same for the argument itself.
#include "corpus.h"

#ifdef TWIN
static async int g(int x) {
#else
static async int g(const int x) {
#endif
    await nothing();
    x += 1; // error: E0002 (unless TWIN)
    return x - 1;
}

async int main(void) {
    return await g(0);
}
