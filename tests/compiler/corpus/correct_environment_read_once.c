// A variable of the environment that nobody changes in this program.
#include "corpus.h"
#include <stdlib.h>

async int main(void) {
    const char *home = getenv("HOME");
    await nothing();
    return home && home[0] == 0;
}
