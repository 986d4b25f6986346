// A guard that must not be alive across an await: along all kinds of paths, and beside it what is done
// with it before, or was handed on. The twin's type may wait.
#include <wok/wok.h>

#include <stdlib.h>

#ifdef TWIN
#define GUARD
#else
#define GUARD WOK_NO_AWAIT
#endif

struct GUARD guard {
    int *p;
};
struct wrap {
    int n;
    struct guard g;
};
static async int yield(void) {
    await wok_yield();
    return 1;
}

static struct guard take(int *p) {
    return (struct guard){p};
}

static void drop(struct guard *g) {
    *g->p = 0;
}

async int dropped_before(int *p) {
    struct guard g = take(p);
    drop(&g);
    await yield();
    return 0;
}

async int dropped_after(int *p) {
    struct guard g = take(p);
    await yield(); // error: E0404 (unless TWIN)
    drop(&g);
    return 0;
}

async int another_part_after(int *p) {
    struct wrap w = {1, take(p)};
    await yield();
    return w.n;
}

async int its_part_after(int *p) {
    struct wrap w = {1, take(p)};
    await yield(); // error: E0404 (unless TWIN)
    drop(&w.g);
    return w.n;
}

async int behind_a_pointer(int *p) {
    struct guard *g = malloc(sizeof *g);
    *g = take(p);
    await yield();
    drop(g);
    return 0;
}

async int cleaned_up_after(int *p) {
    __attribute__((cleanup(drop))) struct guard g = take(p);
    await yield(); // error: E0404 (unless TWIN)
    return 0;
}

async int cleaned_up_before(int *p) {
    { __attribute__((cleanup(drop))) struct guard g = take(p); }
    await yield();
    return 0;
}

async int in_an_array(int *p) {
    struct guard g[2] = {take(p)};
    await yield(); // error: E0404 (unless TWIN)
    drop(&g[1]);
    return 0;
}

async int given(struct guard g) {
    await yield(); // error: E0404 (unless TWIN)
    drop(&g);
    return 0;
}

async int given_and_dropped(struct guard g) {
    drop(&g);
    await yield();
    return 0;
}

async int deferred(int *p) {
    struct guard g = take(p);
    defer drop(&g);
    await yield(); // error: E0404 (unless TWIN)
    return 0;
}

async int anew_in_each_turn(int *p) {
    struct guard g;
    for (int i = 0; i < 2; i++) {
        g = take(p);
        drop(&g);
        await yield();
    }
    return 0;
}

async int the_same_in_each_turn(int *p) {
    struct guard g = take(p);
    for (int i = 0; i < 2; i++) {
        drop(&g);
        await yield(); // error: E0404 (unless TWIN)
    }
    return 0;
}

async int dropped_on_the_path_that_awaits(int *p, int f) {
    struct guard g = take(p);
    if (f) {
        drop(&g);
        await yield();
        return 1;
    }
    drop(&g);
    return 0;
}

async int over_a_race(int *p) {
    struct guard g = take(p);
    race { // error: E0404 (unless TWIN)
        when(await yield()) { // error: E0404 (unless TWIN)
        }
        when(await wok_yield()) { // error: E0404 (unless TWIN)
        }
    }
    drop(&g);
    return 0;
}

async int read_at_once(int *p) {
    return *take(p).p + await yield();
}

static async int uses(struct guard g) {
    drop(&g);
    return 0;
}

async int handed_on_at_once(int *p) {
    return await uses(take(p));
}

async int handed_on(int *p) {
    struct guard g = take(p);
    return await uses(g);
}

async int main(void) {
    return 0;
}
