/*
 * splice.c: a pipe that bytes are moved through.
 *
 * -EAGAIN of splice(2) does not say which of the two ends has to be waited for. Here it is known: the
 * pipe is empty before bytes are moved in, so it is the source that has none; and it is not empty
 * before they are moved out, so it is the target that has no room.
 */
#include <wok/splice.h>

#include <errno.h>

#include "base/budget.h"
#include "base/leaf.h"
#include "io/splice.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "reactor/reactor.h"

int wok_splice_open(size_t size, struct wok_splice **out) {
    struct wok__system *system = wok__system_here();
    int ends[2];
    int error = system->pipe_open(system, size, ends);
    if (error < 0)
        return error;
    struct wok_splice *splice = system->allocate(system, sizeof *splice);
    if (!splice) {
        system->close(system, ends[0]);
        system->close(system, ends[1]);
        return -ENOMEM;
    }
    *splice = (struct wok_splice){.system = system, .out = ends[0], .in = ends[1]};
    *out = splice;
    return 0;
}

void wok_splice_close(struct wok_splice *self) {
    if (!self)
        return;
    struct wok__system *system = self->system;
    system->close(system, self->out);
    system->close(system, self->in);
    system->release(system, self);
}

size_t wok_splice_held(const struct wok_splice *self) {
    return self->held;
}

ssize_t wok_splice_take(struct wok_splice *self, void *buffer, size_t size) {
    ssize_t count;
    if (size == 0 || self->held == 0)
        return 0;
    do
        count = self->system->read(self->system, self->out, buffer, size);
    while (count == -EINTR);
    if (count > 0)
        self->held -= (size_t)count;
    return count;
}

/* One end of a move: who is waited for, and between which numbers. */
struct move {
    struct wok_descriptor *descriptor;
    struct wok_descriptor_wait *wait;
    enum wok__request_kind direction; /* READ or WRITE */
    int pipe;
    size_t size;
};

static uint64_t bits_of(const struct move *move) {
    return move->direction == WOK__REQUEST_READ ? WOK__READER_BITS : WOK__WRITER_BITS;
}

/* What a cancelled read has left comes first. It fits: the pipe is empty. */
static ssize_t move_late(const struct move *move, uint64_t *emptied) {
    struct wok__system *system = move->descriptor->system;
    char bytes[4096]; /* PIPE_BUF */
    const struct wok__request request = {
        .kind = WOK__REQUEST_READ,
        .buffer = bytes,
        .size = move->size < sizeof bytes ? move->size : sizeof bytes,
    };
    ssize_t count = wok__operation_attempt_late(move->descriptor, &request, emptied);
    return count > 0 ? system->file_write(system, move->pipe, bytes, (size_t)count) : count;
}

/* As wok__operation_attempt, which knows one descriptor only. */
static ssize_t attempt(const struct move *move) {
    struct wok_descriptor *descriptor = move->descriptor;
    struct wok__system *system = descriptor->system;
    uint32_t generation = (uint32_t)move->wait->detail;
    uint64_t word = wok__load_acquire(&descriptor->word);
    if (!(word & bits_of(move)) && wok__word_generation(word) == generation)
        return -EAGAIN;
    if (!wok__descriptor_enter(descriptor, generation, &word))
        return -EBADF;
    ssize_t answer = -EAGAIN;
    uint64_t emptied = 0;
    if (move->direction == WOK__REQUEST_READ && (word & WOK__LATE))
        answer = move_late(move, &emptied);
    if (answer != -EAGAIN) {
        wok__descriptor_leave(descriptor, word, emptied);
        return answer;
    }
    answer = move->direction == WOK__REQUEST_READ
                 ? system->splice(system, descriptor->number, move->pipe, move->size)
                 : system->splice(system, move->pipe, descriptor->number, move->size);
    wok__descriptor_leave(descriptor, word, answer == -EAGAIN ? bits_of(move) : 0);
    return answer;
}

static enum wok_poll move_poll(const struct move *move, struct wok_context *cx, ssize_t *result) {
    int failure;
    if (!move->descriptor) {
        *result = -EBADF;
        return WOK_READY;
    }
    if (wok__operation_wait_over(move->descriptor, move->wait, cx, &failure) == WOK_PENDING)
        return WOK_PENDING;
    while (failure == 0) {
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
        ssize_t answer = attempt(move);
        if (answer == -EINTR)
            continue;
        if (answer != -EAGAIN) {
            *result = answer;
            return WOK_READY;
        }
        if (wok__operation_wait(move->descriptor, move->wait, move->direction, cx, &failure) ==
            WOK_PENDING)
            return WOK_PENDING;
    }
    *result = failure;
    return WOK_READY;
}

/* In */

WOK__LEAF(wok_splice_from);

void wok_splice_from_init(struct wok_splice_from *self, struct wok_splice *splice,
                          struct wok_descriptor *from, size_t size) {
    self->descriptor = from;
    self->splice = splice;
    self->size = size;
    wok__operation_init(&self->wait, from);
}

enum wok_poll wok_splice_from_poll(struct wok_splice_from *self, struct wok_context *cx) {
    const struct move move = {self->descriptor, &self->wait, WOK__REQUEST_READ, self->splice->in,
                              self->size};
    if (self->splice->held > 0 || self->size == 0) {
        self->result = self->splice->held > 0 ? -EBUSY : 0;
        return WOK_READY;
    }
    if (move_poll(&move, cx, &self->result) == WOK_PENDING)
        return WOK_PENDING;
    if (self->result > 0)
        self->splice->held = (size_t)self->result;
    return WOK_READY;
}

enum wok_poll wok_splice_from_cancel(struct wok_splice_from *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_splice_from_drop(struct wok_splice_from *self) {
    (void)self;
}

ssize_t wok_splice_from(struct wok_splice *splice, struct wok_descriptor *from, size_t size) {
    struct wok_splice_from cold;
    ssize_t result;
    wok_splice_from_init(&cold, splice, from, size);
    wok_block_on_future(&wok_splice_from_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Out */

WOK__LEAF(wok_splice_to);

void wok_splice_to_init(struct wok_splice_to *self, struct wok_splice *splice,
                        struct wok_descriptor *to) {
    self->descriptor = to;
    self->splice = splice;
    wok__operation_init(&self->wait, to);
}

enum wok_poll wok_splice_to_poll(struct wok_splice_to *self, struct wok_context *cx) {
    const struct move move = {self->descriptor, &self->wait, WOK__REQUEST_WRITE, self->splice->out,
                              self->splice->held};
    if (self->splice->held == 0) {
        self->result = 0;
        return WOK_READY;
    }
    if (move_poll(&move, cx, &self->result) == WOK_PENDING)
        return WOK_PENDING;
    if (self->result > 0)
        self->splice->held -= (size_t)self->result;
    return WOK_READY;
}

enum wok_poll wok_splice_to_cancel(struct wok_splice_to *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_splice_to_drop(struct wok_splice_to *self) {
    (void)self;
}

ssize_t wok_splice_to(struct wok_splice *splice, struct wok_descriptor *to) {
    struct wok_splice_to cold;
    ssize_t result;
    wok_splice_to_init(&cold, splice, to);
    wok_block_on_future(&wok_splice_to_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
