// Async functions through pointers that were returned, stored, left empty.
#include "corpus.h"

typedef async int (*operation)(int);

static operation foreign(int which) {
    return which ? step : NULL;
}

async int main(void) {
    operation operations[2] = {foreign(0), foreign(1)};
    if (operations[0])
        return 1;
    return await operations[1](0) + await (*foreign(1))(0);
}
