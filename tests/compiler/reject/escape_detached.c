// A task that is let go may outlive the variable that it was given.
// says: the address of `count` goes to a task that may outlive it
#include <wok/wok.h>

static async void work(int *count) {
    await wok_yield();
    ++*count;
}

async int main(void) {
#ifdef TWIN
    static int count = 0;
#else
    int count = 0;
#endif
    wok_detach(spawn(work(&count))); // error: E0402 (unless TWIN)
    await wok_yield();
    return 0;
}
