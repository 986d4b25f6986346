/* A task stands in a nested await, with locals of every kind; then the program aborts. */
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

struct point {
    int x, y;
};

/* In the fast back end these two have no header: they stand in the frame of inner. */
static async int innermost(int depth) {
    int twice = depth * 2;
    await wok_sleep(100 * WOK_S); // line: sleeps
    return twice;
}

static async int between(int depth) {
    int next = depth + 1;
    int got = await innermost(next); // line: goes_on
    return got + next;
}

static async int inner(int depth, const char *name) {
    long total = depth * 1000L;
    double half = depth / 4.0;
    struct point point = {depth, -1};
    unsigned char byte = 200;
    short negative = -7;
    _Bool is_set = depth > 1;
    await between(depth); // line: goes_down
    printf("%s %ld %f %d %d %d %d\n", name, total, half, point.x, byte, negative, is_set);
    return (int)total;
}

/* Through a pointer: its frame is a segment of the strand. */
static async int (*const behind_a_pointer)(int, const char *) = inner;

static async int outer(int start) {
    int before = start + 7, dead = start * 2;
    printf("%d\n", dead);
    int got = await behind_a_pointer(before, "a name"); // line: calls
    return got + before;
}

static async void patient(int seconds) {
    await wok_sleep((uint64_t)seconds * WOK_S); // line: is_patient
}

/* One branch of two has ended. */
static async void branching(int seconds) {
    join(await wok_yield(), await patient(seconds + 1)); // line: joins
    if (seconds < 0)
        abort();
}

async int main(void) {
    task(int) running = spawn(outer(35));
    wok_detach(spawn(branching(99)));
    await wok_sleep(10 * WOK_MS);
    fflush(stdout);
    if (getenv("STOPPED_WAITS"))
        await wok_sleep(60 * WOK_S);
    abort();
    return await running;
}
