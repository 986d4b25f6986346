/*
 * interruptible.c: wok_blocking_interruptible: a function that blocks and can be asked to stop.
 *
 * A signal that comes before the function has begun its system call is lost. So cancelling sends one,
 * waits for a while, and sends another, until the function has returned.
 */
#include <wok/blocking.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "platform/current.h"

#define AGAIN_FIRST_NS (200 * WOK_US)
#define AGAIN_MAX_NS   (20 * WOK_MS)

WOK__LEAF_WITH(wok_blocking_interruptible, WOK_FUTURE_LEAF);

static void call_function(struct wok_blocking_call *call) {
    struct wok_blocking_interruptible *self = (struct wok_blocking_interruptible *)call;
    struct wok__system *system = wok__call_system(call);
    system->thread_interruptible(system, true);
    self->result = self->function(self->argument);
    system->thread_interruptible(system, false);
}

void wok_blocking_interruptible_init(struct wok_blocking_interruptible *self,
                                     wok_blocking_function function, void *argument) {
    *self = (struct wok_blocking_interruptible){
        .function = function, .argument = argument, .again_ns = AGAIN_FIRST_NS};
    wok__call_init(&self->call, WOK__POOL_FUNCTIONS, call_function);
}

enum wok_poll wok_blocking_interruptible_poll(struct wok_blocking_interruptible *self,
                                              struct wok_context *cx) {
    int error;
    if (wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    if (error < 0)
        self->result = error;
    return WOK_READY;
}

/* The time to interrupt it for the first time, or once more. */
static bool is_time(struct wok_blocking_interruptible *self, struct wok_context *cx) {
    if (!self->is_cancelling) {
        self->is_cancelling = 1;
        return true;
    }
    return wok_sleep_poll(&self->again, cx) == WOK_READY;
}

enum wok_poll wok_blocking_interruptible_cancel(struct wok_blocking_interruptible *self,
                                                struct wok_context *cx) {
    if (wok__call_cancel(&self->call, cx) == WOK_READY) {
        if (self->is_cancelling)
            wok_sleep_cancel(&self->again, cx);
        return WOK_READY;
    }
    while (is_time(self, cx)) {
        wok__call_interrupt(&self->call);
        wok_sleep_init(&self->again, self->again_ns);
        if (self->again_ns < AGAIN_MAX_NS)
            self->again_ns *= 2;
    }
    return WOK_PENDING;
}

void wok_blocking_interruptible_drop(struct wok_blocking_interruptible *self) {
    (void)self;
}

int wok_blocking_interruptible(wok_blocking_function function, void *argument) {
    struct wok_blocking_interruptible cold;
    int result;
    wok_blocking_interruptible_init(&cold, function, argument);
    wok_block_on_future(&wok_blocking_interruptible_type, &cold, sizeof cold, &result, __FILE__,
                        __LINE__);
    return result;
}

bool wok_blocking_is_cancelled(void) {
    struct wok_blocking_call *call = wok__current.blocking_call;
    return call && wok__call_is_interrupted(call);
}
