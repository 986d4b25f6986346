// An initialiser that names a member which the type does not have, before an await.
#include "corpus.h"

async int main(void) {
#ifdef TWIN
    struct pair pair = {.second = 1};
#else
    struct pair pair = {.third = 1}; // error: E0002
#endif
    await nothing();
    return pair.first;
}
