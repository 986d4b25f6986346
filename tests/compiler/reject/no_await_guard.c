// A type may say that its values must be over before anything is awaited.
// says: `guard` is a `struct guard`, which is marked WOK_NO_AWAIT
#include <wok/wok.h>

struct WOK_NO_AWAIT guard {
    int depth;
};

static struct guard guard_enter(void) {
    return (struct guard){1};
}

static int guard_leave(struct guard guard) {
    return guard.depth - 1;
}

async int main(void) {
    struct guard guard = guard_enter();
#ifdef TWIN
    int depth = guard_leave(guard);
    await wok_yield();
#else
    await wok_yield(); // error: E0404
    int depth = guard_leave(guard);
#endif
    return depth;
}
