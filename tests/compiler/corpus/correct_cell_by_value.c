// A value that must not be shared is owned by the task, with its address only inside.
#include "corpus.h"

static void cell_write(struct cell *cell, int value) {
    cell->value = value;
}

static async int own(struct cell cell) {
    cell_write(&cell, 1);
    await nothing();
    cell_write(&cell, cell_read(&cell) - 1);
    return cell_read(&cell);
}

async int main(void) {
    struct cell cell = {3};
    return await spawn(own(cell));
}
