/*
 * signal.c: the futures of <wok/signal.h>. A stream of signals is a descriptor from which numbers
 * are read, one byte each; platform/ fills it.
 */
#include <wok/signal.h>

#include <errno.h>

#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/reactor.h"

int wok_signals_open(const int *numbers, size_t count, wok_signals **out) {
    struct wok__system *system = wok__system_here();
    if (count == 0 || count > UINT32_MAX)
        return -EINVAL;
    int number = system->signal_open(system, numbers, (uint32_t)count);
    if (number < 0)
        return number;
    int error = wok__descriptor_open(system, number, 0, WOK__READABLE, out);
    if (error < 0) {
        system->signal_close(system, number);
        system->close(system, number);
    }
    return error;
}

/* The number stays ours, and is recycled by nobody, while we are inside. */
void wok_signals_close(wok_signals *signals) {
    uint64_t word;
    if (!signals || !wok__descriptor_enter(signals, wok__descriptor_generation(signals), &word))
        return;
    signals->system->signal_close(signals->system, signals->number);
    wok__descriptor_leave(signals, word, 0);
    wok_abandon(signals);
}

WOK__LEAF(wok_signals_next);

/* The place to read to is in the future, which may move until it is polled. */
void wok_signals_next_init(struct wok_signals_next *self, wok_signals *signals) {
    wok_read_init(&self->read, signals, NULL, sizeof self->number);
}

enum wok_poll wok_signals_next_poll(struct wok_signals_next *self, struct wok_context *cx) {
    self->read.buffer = &self->number;
    if (wok_read_poll(&self->read, cx) == WOK_PENDING)
        return WOK_PENDING;
    self->result = self->read.result == 1   ? self->number
                   : self->read.result == 0 ? -EBADF
                                            : (int)self->read.result;
    return WOK_READY;
}

enum wok_poll wok_signals_next_cancel(struct wok_signals_next *self, struct wok_context *cx) {
    return wok_read_cancel(&self->read, cx);
}

void wok_signals_next_drop(struct wok_signals_next *self) {
    (void)self;
}

int wok_signals_next(wok_signals *signals) {
    struct wok_signals_next cold;
    int result;
    wok_signals_next_init(&cold, signals);
    wok_block_on_future(&wok_signals_next_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
