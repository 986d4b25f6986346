// The address of a thread's own variable is another's after the await.
// wokcc: -Werror=wok-thread-local
#include <wok/wok.h>

static _Thread_local int counter;

async int main(void) {
    int *mine = &counter;
    ++*mine;
    await wok_yield(); // error: E0407 (unless TWIN)
#ifdef TWIN
    mine = &counter;
#endif
    return *mine > 1;
}
