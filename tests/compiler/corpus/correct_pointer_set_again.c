// A pointer that led to a local leads to static memory when it is given away.
#include "corpus.h"

async int main(void) {
    static int lasting;
    int local = 0;
    int *place = &local;
    int sum = await read_later(place);
    place = &lasting;
    wok_detach(spawn(read_later(place)));
    return sum;
}
