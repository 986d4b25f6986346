// An array of them, owned by the task.
#include "corpus.h"

static async int sum(void) {
    struct cell cells[4] = {{1}, {-1}, {2}, {-2}};
    int total = 0;
    for (int i = 0; i < 4; i++)
        total += await step(cell_read(&cells[i]));
    return total;
}

async int main(void) {
    return await spawn(sum());
}
