// WOK_NOT_SYNC moves into the task as a value; a pointer to it would be shared.
#include "corpus.h"

static async int own(struct cell cell) {
    await nothing();
    return cell_read(&cell);
}

async int main(void) {
    return await spawn(own((struct cell){0}));
}
