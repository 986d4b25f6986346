// A block by value takes copies along: of numbers, structs, and arrays.
#include "corpus.h"

async int main(void) {
    int number = 1;
    struct pair pair = {2, 3};
    int array[3] = {4, 5, 6};
    wok_detach(spawn(async_move ({ await nothing(); (void)(number + pair.first + array[2]); })));
    await nothing();
    return 0;
}
