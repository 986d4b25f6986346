// The result of a task comes back to whichever thread awaits it.
// says: its result is a `struct cell`
#include <wok/wok.h>

struct
#ifndef TWIN
    WOK_NOT_SEND
#endif
        cell {
    int count;
};

static async struct cell make(void) {
    await wok_yield();
    return (struct cell){0};
}

async int main(void) {
    struct cell made = await spawn(make()); // error: E0401 (unless TWIN)
    return made.count;
}
