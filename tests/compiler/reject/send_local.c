// What spawn refuses spawn_local takes, and the message says so.
// says: or start it by `spawn_local(count_up())`: such a task never leaves the thread that starts it
#include <wok/wok.h>

struct WOK_NOT_SEND cell {
    int count;
};

static async int count_up(void) {
    struct cell cell = {0};
    for (int i = 0; i < 3; i++) {
        await wok_yield();
        cell.count++;
    }
    return cell.count - 3;
}

async int main(void) {
#ifdef TWIN
    return await spawn_local(count_up());
#else
    return await spawn(count_up()); // error: E0401
#endif
}
