// With WOK_NO_KEYWORDS the short words are free for the user, the prefixed ones do the work.
// expect: 3 4 7
// expect: deferred
#define WOK_NO_KEYWORDS
#include <stdio.h>
#include <wok/wok.h>

static int join, race, spawn = 3;

static wok_async int later(int value) {
    wok_await wok_yield();
    return value;
}

wok_async int main(void) {
    int task = 4, a, b;
    wok_defer printf("deferred\n");
    wok_join_all(a = wok_await later(spawn), b = wok_await later(task));
    wok_task(int) handle = wok_spawn(later(a + b));
    join = a, race = b;
    printf("%d %d %d\n", join, race, wok_await handle);
    return 0;
}
