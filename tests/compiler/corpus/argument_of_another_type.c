// The second call through the pointer gives it a struct where it takes a number.
#include "corpus.h"

async int main(void) {
    async int (*c)(int) = step;
    struct pair two = {0, 2};
    int sum = await c(0);
#ifdef TWIN
    return sum + await c(two.first);
#else
    return sum + await c(two); // error: E0002
#endif
}
