// A future written by hand in plain C11: a struct, init, poll, cancel, drop.
// full
// no-erase
// expect: polled 3 times, 30
#include <stdio.h>
#include <wok/wok.h>

struct countdown {
    int left, polls;
    int result;
};

void countdown_init(struct countdown *self, int turns) {
    *self = (struct countdown){.left = turns};
}

enum wok_poll countdown_poll(struct countdown *self, struct wok_context *cx) {
    self->polls++;
    if (--self->left == 0) {
        self->result = self->polls * 10;
        return WOK_READY;
    }
    wok_waker_wake_by_ref(cx->waker);
    return WOK_PENDING;
}

enum wok_poll countdown_cancel(struct countdown *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

void countdown_drop(struct countdown *self) {
    (void)self;
}

async int countdown(int turns)
    WOK_FUTURE(struct countdown, countdown_init, countdown_poll, countdown_cancel, countdown_drop);

async int main(void) {
    int result = await countdown(3);
    printf("polled %d times, %d\n", result / 10, result);
    return 0;
}
