/* Defers and the cleanup attribute: which are live at which state. */
#include <wok/task.h>

void give(int thing);
void release(int *thing);

async int hold(int a) {
    defer give(a);
    await wok_yield();
    {
        __attribute__((cleanup(release))) int b = a + 1;
        await wok_yield();
        defer give(b);
        if (b > 3)
            return b;
        await wok_yield();
    }
    await wok_yield();
    return 0;
}
