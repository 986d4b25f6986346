// A main that awaits has to say that it is async.
#include "corpus.h"

#ifdef TWIN
async int main(void) {
#else
int main(void) {
#endif
    await nothing(); // error: E0003 (unless TWIN)
    return 0;
}
