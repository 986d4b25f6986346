// A result of a type that nobody declared.
#include "corpus.h"

#ifdef TWIN
static async struct pair *frob(void) {
#else
static async missing *frob(void) { // error: E0002
#endif
    await nothing();
    return NULL;
}

async int main(void) {
    return await frob() != NULL;
}
