// A local struct is returned as a value.
#include "corpus.h"

static async struct pair make(void) {
    struct pair pair = {0, 1};
    struct pair *place = &pair;
    await nothing();
    place->second++;
    return *place;
}

async int main(void) {
    return (await make()).first;
}
