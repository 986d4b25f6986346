/*
 * closing.c: waiting for the runtime to shut down: a notify, and a look at the phase, which is written
 * before everybody who waits is notified. Who comes too late for that sees the phase, because the
 * notify's lock is between.
 */
#include "base/void_leaf.h"
#include "instance/instance.h"
#include "sync/wait_list.h"

static bool is_closing(const struct wok_runtime *runtime) {
    return wok__load_acquire(&runtime->phase) != WOK__RUNTIME_OPEN;
}

void wok_runtime_closing_init(struct wok_runtime_closing *self) {
    wok_notify_wait_init(&self->wait, NULL);
}

enum wok_poll wok_runtime_closing_poll(struct wok_runtime_closing *self, struct wok_context *cx) {
    struct wok_runtime *runtime = cx->runtime;
    if (!self->wait.notify)
        self->wait.notify = &runtime->closing;
    if (!is_closing(runtime) && wok_notify_wait_poll(&self->wait, cx) == WOK_PENDING &&
        !is_closing(runtime))
        return WOK_PENDING;
    return wok_notify_wait_cancel(&self->wait, cx);
}

enum wok_poll wok_runtime_closing_cancel(struct wok_runtime_closing *self, struct wok_context *cx) {
    return self->wait.notify ? wok_notify_wait_cancel(&self->wait, cx) : WOK_READY;
}

void wok_runtime_closing_drop(struct wok_runtime_closing *self) {
    (void)self;
}

void wok__runtime_tell_closing(struct wok_runtime *runtime) {
    wok__store_release(&runtime->phase, WOK__RUNTIME_DRAINING);
    wok_notify_all(&runtime->closing);
}

WOK__VOID_LEAF(wok_runtime_closing);

void wok_runtime_closing(void) {
    wok__may_block(__func__);
    struct wok_runtime_closing cold;
    wok_runtime_closing_init(&cold);
    wok_block_on_future(&wok_runtime_closing_type, &cold, sizeof cold, NULL, __func__, 0);
}
