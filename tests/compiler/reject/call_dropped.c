// Calling an async function as a statement builds a future and throws it away.
#include <wok/wok.h>

static async void work(void) {
    await wok_yield();
}

async int main(void) {
#ifdef TWIN
    await work();
#else
    work(); // error: E0101
#endif
    return 0;
}
