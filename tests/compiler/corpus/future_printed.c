// A future is printed as if it were the number that it will give.
// says: its result is `await number`
#include "corpus.h"
#include <stdio.h>

static async int make_number(void) {
    await nothing();
    return 42;
}

async int main(void) {
    auto number = make_number();
#ifdef TWIN
    printf("%d\n", await number);
#else
    printf("%d\n", number); // error: E0105
#endif
    return 0;
}
