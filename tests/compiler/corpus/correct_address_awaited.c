// The address of a local goes to a function that is awaited where it stands.
#include "corpus.h"

async int main(void) {
    int local = 0;
    return await read_later(&local);
}
