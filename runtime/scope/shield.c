/*
 * shield.c: a boxed future that is polled to its end, also while its waiter is being cancelled.
 */
#include <stdarg.h>

#include "base/check.h"
#include "base/leaf.h"
#include "platform/current.h"

#include <wok/scope.h>

/* The box under another name: whoever has one cannot use it as a box. */
struct wok_shielded *wok_shield_box(int zero, ...) {
    va_list arguments;
    va_start(arguments, zero);
    wok_box_handle box = va_arg(arguments, wok_box_handle);
    va_end(arguments);
    return (struct wok_shielded *)box;
}

void wok_shield_run_init(struct wok_shield_run *self, struct wok_shielded *shielded) {
    *self = (struct wok_shield_run){.shielded = shielded};
}

static void drop(struct wok_shield_run *self) {
    wok_box_drop((wok_box_handle)self->shielded);
    self->shielded = NULL;
}

enum wok_poll wok_shield_run_poll(struct wok_shield_run *self, struct wok_context *cx) {
    wok_box_handle box = (wok_box_handle)self->shielded;
    self->begun = 1;
    if (!box)
        return WOK_READY;
    if (wok_box_poll(box, cx) == WOK_PENDING)
        return WOK_PENDING;
    self->result = wok_box_status(box);
    drop(self);
    return WOK_READY;
}

enum wok_poll wok_shield_run_cancel(struct wok_shield_run *self, struct wok_context *cx) {
    if (self->begun)
        return wok_shield_run_poll(self, cx);
    drop(self);
    return WOK_READY;
}

void wok_shield_run_drop(struct wok_shield_run *self) {
    drop(self);
}

WOK__LEAF_WITH(wok_shield_run, WOK_FUTURE_LEAF);

int wok_shield_run(struct wok_shielded *shielded) {
    wok__check(!wok__current.runtime, "wok: wok_shield() inside a task; await it");
    struct wok_shield_run cold;
    int result = 0;
    wok_shield_run_init(&cold, shielded);
    wok_block_on_future(&wok_shield_run_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
