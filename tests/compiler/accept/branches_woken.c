// A wake polls the branch that it is for: the others' futures count how often they are polled.
// expect: 9 others of 10: polled 9 times
// expect: 99 others of 100: polled 99 times, and at most 6 at a wake
// expect: nested: polled 5 times
// expect: boxed: polled 3 times
// expect: both woken: 200
// no-erase
#include <stdio.h>
#include <wok/wok.h>

static long polls;

/* Counts its polls, and leaves no waker: it is never ready. */
struct counted {
    char nothing;
};

void counted_init(struct counted *self) {
    self->nothing = 0;
}

enum wok_poll counted_poll(struct counted *self, struct wok_context *cx) {
    (void)self, (void)cx;
    polls++;
    return WOK_PENDING;
}

enum wok_poll counted_cancel(struct counted *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

void counted_drop(struct counted *self) {
    (void)self;
}

async void counted(void)
    WOK_FUTURE(struct counted, counted_init, counted_poll, counted_cancel, counted_drop);

enum { TURNS = 100 };

static async int turns(void) {
    for (int i = 0; i < TURNS; i++)
        await wok_yield();
    return TURNS;
}

#define OTHER when (await counted()) {}
#define NINE OTHER OTHER OTHER OTHER OTHER OTHER OTHER OTHER OTHER
#define NINETY_NINE NINE NINE NINE NINE NINE NINE NINE NINE NINE NINE NINE

static async void ten(void) {
    race { when (await turns()) {} NINE }
    printf("9 others of 10: polled %ld times\n", polls);
}

static async void hundred(void) {
    polls = 0;
    race { when (await turns()) {} NINETY_NINE }
    long at_wakes = polls - 99;
    printf("99 others of 100: polled 99 times, and at most %ld at a wake\n",
           (at_wakes + TURNS - 1) / TURNS);
}

static async void three(void) {
    race { when (await turns()) {} OTHER OTHER }
}

static async void nested(void) {
    polls = 0;
    race { when (await three()) {} OTHER OTHER when (await counted()) {} }
    printf("nested: polled %ld times\n", polls);
}

static async void boxed(void) {
    polls = 0;
    future(void) waits = box(three());
    race { when (await waits) {} OTHER }
    printf("boxed: polled %ld times\n", polls);
}

static async void both(void) {
    int left, right;
    join(left = await turns(), right = await turns());
    printf("both woken: %d\n", left + right);
}

async int main(void) {
    await ten();
    await hundred();
    await nested();
    await boxed();
    await both();
    return 0;
}
