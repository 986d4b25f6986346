// An async main with arguments, a loop without an await, and a result.
#include "corpus.h"

async int main(int argc, char **argv) {
    for (;;) {
        if (argc < 5 && argv[0])
            return 0;
        argc--;
    }
}
