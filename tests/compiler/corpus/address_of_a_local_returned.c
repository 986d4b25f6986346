// A result that points into the frame, which is gone when the function has finished.
#include "corpus.h"

static async const char *func(void) {
#ifdef TWIN
    static char s[8];
#else
    char s[8] = ""; // note: `s` lives in the frame of this call
#endif
    const char *b = &s[0];
    await nothing();
    return b; // error: E0402 (unless TWIN)
    // says: the address of `s` is returned
}

async int main(void) {
    return *await func();
}
