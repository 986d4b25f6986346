// A future with the address of a local is moved, and awaited inside.
#include "corpus.h"

async int main(void) {
    int local = 0;
    auto one = read_later(&local);
    auto two = one;
    return await two;
}
