// An array whose length is known when the program runs cannot stay in a frame.
#include "corpus.h"

static async int g(int length) {
#ifdef TWIN
    int x[4] = {0};
#else
    int x[length]; // error: E0301
#endif
    x[0] = length;
    await nothing();
    return x[0] - length;
}

async int main(void) {
    return await g(3);
}
