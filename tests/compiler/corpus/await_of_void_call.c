// The call of a plain function is over when it returns; awaiting it means nothing.
#include "corpus.h"

static void a_function_with_a_name_that_goes_on_and_on_and_on(struct pair *pair) {
    pair->first = 0;
}

async int main(void) {
    struct pair pair;
#ifdef TWIN
    a_function_with_a_name_that_goes_on_and_on_and_on(&pair);
#else
    await a_function_with_a_name_that_goes_on_and_on_and_on(&pair); // error: E0005
#endif
    return pair.first;
}
