// sizeof asks for a type, and the frame's has none: the argument of a function that wants a pointer.
#include "corpus.h"

static size_t size_of_value(const int *value) {
    return sizeof *value;
}

async int main(void) {
    int value = await step(0);
#ifdef TWIN
    return (int)size_of_value(&value) - (int)sizeof value;
#else
    return (int)size_of_value(step(0)) + value; // error: E0101|E0002
#endif
}
