// A temporary of the condition is not alive in the body that awaits.
#include "corpus.h"

static struct counted non_send(void) {
    return counted_new(1);
}

static async int condition(void) {
    if (non_send().count)
        await nothing();
    while (non_send().count == 0)
        await nothing();
    switch (non_send().count) {
    case 1:
        await nothing();
        break;
    default:
        return 1;
    }
    return 0;
}

async int main(void) {
    return await spawn(condition());
}
