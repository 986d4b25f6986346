// A static local lives as long as the program.
#include "corpus.h"

static async void bump(int *count) {
    await nothing();
    ++*count;
}

async int main(void) {
    static int count;
    wok_detach(spawn(bump(&count)));
    await nothing();
    return 0;
}
