// Memory of malloc, freed by the task that has it.
#include "corpus.h"
#include <stdlib.h>

static async void consume(int *value) {
    defer free(value);
    await nothing();
    *value += 1;
}

async int main(void) {
    int *value = malloc(sizeof *value);
    if (!value)
        return 1;
    *value = 0;
    wok_detach(spawn(consume(value)));
    await nothing();
    return 0;
}
