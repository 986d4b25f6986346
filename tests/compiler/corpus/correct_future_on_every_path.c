// A future is awaited in one branch and spawned in the other.
#include "corpus.h"

async int main(int argc, char **argv) {
    (void)argv;
    auto later = step(0);
    if (argc > 5) {
        wok_detach(spawn(later));
        return 0;
    }
    return await later;
}
