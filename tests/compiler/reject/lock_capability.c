// clang's attributes say of any function that it takes or gives back a lock.
// says: the lock `&here` is held
// flags: -Wno-attributes -Wno-unknown-attributes
#include <wok/wok.h>

struct __attribute__((capability("mutex"))) spin {
    int taken;
};

static void enter(struct spin *spin) __attribute__((acquire_capability(spin)));
static void leave(struct spin *spin) __attribute__((release_capability(spin)));

static void enter(struct spin *spin) {
    spin->taken = 1;
}

static void leave(struct spin *spin) {
    spin->taken = 0;
}

async int main(void) {
    static struct spin here;
    enter(&here);
#ifdef TWIN
    leave(&here);
    await wok_yield();
#else
    await wok_yield(); // error: E0403
    leave(&here);
#endif
    return here.taken;
}
