// A callee whose body is not visible may hold what it was given for as long as it is awaited.
// says: and is in use while this is awaited
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int count;
};

async int elsewhere(struct cell *cell);

static async int work(void) {
    static struct cell cell;
    return await elsewhere(&cell);
}

async int start(void);
async int start(void) {
#ifdef TWIN
    return await work();
#else
    return await spawn(work()); // error: E0401
#endif
}
