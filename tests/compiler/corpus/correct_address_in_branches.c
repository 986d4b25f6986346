// The branches of a join share locals with the function around them.
#include "corpus.h"

async int main(void) {
    int left = 0, right = 0, a = 1, b = 1;
    join(a = await read_later(&left), b = await read_later(&right));
    return a + b;
}
