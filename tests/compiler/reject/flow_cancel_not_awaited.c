// wok_cancel is a future: without an await nothing is cancelled.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    auto handle = spawn(later(0));
#ifdef TWIN
    (void)await wok_cancel(handle);
#else
    (void)wok_cancel(handle); // error: E0101
    wok_detach(handle);
#endif
    return 0;
}
