// The length of an array type is not evaluated in the function's course.
#include "corpus.h"

async int main(void) {
#ifdef TWIN
    int length = await step(4);
    return length - (int)sizeof(int);
#else
    return (int)sizeof(char[await step(4)]) - 4; // error: E0004
#endif
}
