// `async` belongs to functions, not to types and objects.
#include "corpus.h"

#ifdef TWIN
static struct pair value;
#else
static async struct pair value; // error: E0006
#endif

async int main(void) {
    await nothing();
    return value.first;
}
