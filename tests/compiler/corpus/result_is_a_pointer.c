// A result that is converted to the pointer type of the function: of a static, of a larger object.
#include "corpus.h"

static const int constant = 22;

static async const int *raw_pointer(void) {
    return &constant;
}

static async const void *any_pointer(void) {
    await nothing();
    return &constant;
}

async int main(void) {
    const int *first = await raw_pointer();
    const void *second = await any_pointer();
    return first != second || *first != 22;
}
