/*
 * readable.c: to wait until there is something, without a buffer for it.
 *
 * A descriptor is believed readable until a system call has said otherwise, so the first to wait looks:
 * at one byte that stays where it is. After an event nobody needs to look.
 */
#include <wok/io.h>

#include <errno.h>
#include <sys/socket.h>

#include "base/budget.h"
#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"

_Static_assert(sizeof(struct wok_readable) <= 48, "small enough to embed");

WOK__LEAF_WITH(wok_readable, WOK_FUTURE_LEAF);

void wok_readable_init(struct wok_readable *self, struct wok_descriptor *descriptor) {
    self->descriptor = descriptor;
    wok__operation_init(&self->wait, descriptor);
}

/* What is no socket cannot be looked at, and is taken for readable. */
static bool is_empty(struct wok_descriptor *descriptor) {
    char byte;
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_flags = MSG_PEEK};
    ssize_t answer;
    do
        answer =
            descriptor->system->socket_receive(descriptor->system, descriptor->number, &message);
    while (answer == -EINTR);
    return answer == -EAGAIN;
}

/* 0: a read is worth trying; -EAGAIN; -EBADF. */
static int look(struct wok_readable *self) {
    struct wok_descriptor *descriptor = self->descriptor;
    uint32_t generation = (uint32_t)self->wait.detail;
    uint64_t word = wok__load_acquire(&descriptor->word);
    if (!(word & WOK__READER_BITS) && wok__word_generation(word) == generation)
        return -EAGAIN; /* closing or not: the wait finds out */
    if (!wok__descriptor_enter(descriptor, generation, &word))
        return -EBADF;
    bool must_look = !(word & (WOK__READER_BITS & ~(uint64_t)WOK__READABLE));
    bool is_to_wait = must_look && is_empty(descriptor);
    wok__descriptor_leave(descriptor, word, is_to_wait ? WOK__READABLE : 0);
    return is_to_wait ? -EAGAIN : 0;
}

enum wok_poll wok_readable_poll(struct wok_readable *self, struct wok_context *cx) {
    int failure = -EBADF;
    self->result = -EBADF;
    if (!self->descriptor)
        return WOK_READY;
    bool has_waited = wok__load_relaxed(wok__wait_state(&self->wait)) != WOK__WAIT_IDLE;
    if (wok__operation_wait_over(self->descriptor, &self->wait, cx, &failure) == WOK_PENDING)
        return WOK_PENDING;
    self->result = failure;
    if (has_waited || failure)
        return WOK_READY;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    self->result = look(self);
    if (self->result != -EAGAIN)
        return WOK_READY;
    if (wok__operation_wait(self->descriptor, &self->wait, WOK__REQUEST_READ, cx, &failure) ==
        WOK_PENDING)
        return WOK_PENDING;
    self->result = failure;
    return WOK_READY;
}

enum wok_poll wok_readable_cancel(struct wok_readable *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_readable_drop(struct wok_readable *self) {
    (void)self;
}

int wok_readable(struct wok_descriptor *descriptor) {
    struct wok_readable cold;
    int result;
    wok_readable_init(&cold, descriptor);
    wok_block_on_future(&wok_readable_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
