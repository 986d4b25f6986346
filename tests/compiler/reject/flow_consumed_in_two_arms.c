// Two arms of a race may not wait for the same task: its value goes to one of them.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 0;
    auto handle = spawn(later(0));
    race {
        when (value = await handle) {
        }
#ifdef TWIN
        when (await wok_sleep(1)) {
            wok_detach(handle);
        }
#else
        when (value = await handle) { // error: E0102
        }
#endif
    }
    return value;
}
