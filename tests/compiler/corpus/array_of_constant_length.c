// A length that is a constant expression; the array's address goes to the awaited function.
#include "corpus.h"

enum { LENGTH = 1 + 4 };

static async int fill(unsigned char *bytes, int count) {
    for (int i = 0; i < count; i++)
        bytes[i] = (unsigned char)await step(i);
    return bytes[0];
}

async int main(void) {
    unsigned char data[LENGTH];
    int first = await fill(data, LENGTH);
    return first + await fill((unsigned char[LENGTH]){0}, LENGTH);
}
