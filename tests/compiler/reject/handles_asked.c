// Asking whether a handle is one does not consume it, and what is behind the answer no is none.
// The twin consumes it behind the answer yes.
// says: a flag that is tested a second time does not count, but `if (task)` does
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int lost_behind_yes(int value) {
#ifdef TWIN
    task(int) task = {0};
#else
    task(int) task = {0}; // error: E0104
#endif
    if (value)
        task = spawn(later(value));
    if (task)
#ifdef TWIN
        return await task;
#else
        return 1;
#endif
    return 0;
}

async int awaited_behind_no(int value) {
    auto task = spawn(later(value));
    if (value)
        wok_detach(task);
#ifdef TWIN
    if (task)
        return await task;
#else
    if (!task)
        return await task; // error: E0102
    wok_detach(task);
#endif
    return 0;
}

async int used_after_all(int value) {
    auto task = spawn(later(value));
    wok_detach(task);
#ifdef TWIN
    return task ? 1 : 0;
#else
    task(int) other = task; // error: E0102
    return await other;
#endif
}

async int by_a_flag(int value) {
    int is_started = 0;
#ifdef TWIN
    task(int) task = {0};
#else
    task(int) task = {0}; // error: E0104
#endif
    if (value) {
        task = spawn(later(value));
        is_started = 1;
    }
    await wok_yield();
#ifdef TWIN
    if (is_started && task)
        return await task;
    if (task)
        wok_detach(task);
#else
    if (is_started)
        return await task;
#endif
    return 0;
}

async int main(void) {
    return 0;
}
