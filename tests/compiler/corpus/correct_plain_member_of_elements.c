// The same for an array of such structs.
#include "corpus.h"

struct entry {
    struct counted *count;
    int key;
};

static async int lookup(void) {
    struct counted count = counted_new(0);
    struct entry entries[2] = {{&count, 0}, {&count, 1}};
    counted_use(entries[1].count);
    await nothing();
    return entries[0].key;
}

async int main(void) {
    return await spawn(lookup());
}
