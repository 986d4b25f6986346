/*
 * fd.c: descriptors of somebody else.
 *
 * Each wait has a record of its own, registered for that wait only: the number may be closed behind
 * our back right after it, and a registration that stays would then report, or remove, another file.
 * epoll holds a number once; a second wait at the same time goes through a duplicate.
 */
#include <wok/fd.h>

#include <errno.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "reactor/descriptor.h"
#include "reactor/reactor.h"

enum { PIECE_SIZE_MAX = 4096 /* PIPE_BUF: what fits into a writable pipe */ };

/* Wait */

WOK__LEAF(wok_fd_wait);

static void wait_init(struct wok_fd_wait *self, int number, enum wok__direction direction) {
    *self = (struct wok_fd_wait){.number = number, .direction = direction};
}

void wok_fd_readable_init(struct wok_fd_wait *self, int number) {
    wait_init(self, number, WOK__READER);
}

void wok_fd_writable_init(struct wok_fd_wait *self, int number) {
    wait_init(self, number, WOK__WRITER);
}

/* Nobody else knows the record: closing it never waits. */
static void forget(struct wok_fd_wait *self) {
    int ignored;
    if (!self->record)
        return;
    wok__descriptor_wait_cancel(self->record, &self->wait);
    wok__descriptor_close(self->record, wok__descriptor_generation(self->record), NULL, NULL,
                          &ignored);
    self->record = NULL;
}

/* A record for `number`, and the wait for it. READY with *error 0 when it is ready already. */
static enum wok_poll watch(struct wok_fd_wait *self, int number, uint32_t flags,
                           const struct wok_context *cx, int *error) {
    *error = wok__descriptor_open(wok__system_here(), number, flags, 0, &self->record);
    if (*error < 0)
        return WOK_READY;
    self->wait =
        (struct wok_descriptor_wait){.detail = (int32_t)wok__descriptor_generation(self->record)};
    return wok__descriptor_wait(self->record, &self->wait, self->direction, cx, error);
}

static enum wok_poll watch_duplicate(struct wok_fd_wait *self, const struct wok_context *cx,
                                     int *error) {
    struct wok__system *system = wok__system_here();
    int number = system->duplicate(system, self->number);
    forget(self);
    *error = number;
    if (number < 0)
        return WOK_READY;
    enum wok_poll answer = watch(self, number, 0, cx, error);
    if (!self->record)
        system->close(system, number);
    return answer;
}

enum wok_poll wok_fd_wait_poll(struct wok_fd_wait *self, struct wok_context *cx) {
    int error = 0;
    if (!self->record) {
        enum wok_poll answer = watch(self, self->number, WOK__FOREIGN, cx, &error);
        if (error == -EEXIST)
            answer = watch_duplicate(self, cx, &error);
        if (answer == WOK_PENDING)
            return WOK_PENDING;
    } else if (wok__load_acquire(wok__wait_state(&self->wait)) == WOK__WAIT_WAITING &&
               wok__descriptor_wait_again(self->record, &self->wait, cx) == WOK_PENDING) {
        return WOK_PENDING;
    }
    forget(self);
    self->result = error == -EPERM ? 0 : error; /* what epoll does not take is always ready */
    return WOK_READY;
}

enum wok_poll wok_fd_wait_cancel(struct wok_fd_wait *self, struct wok_context *cx) {
    (void)cx;
    forget(self);
    return WOK_READY;
}

void wok_fd_wait_drop(struct wok_fd_wait *self) {
    (void)self;
}

static int wait_blocking(struct wok_fd_wait *cold) {
    int result;
    wok_block_on_future(&wok_fd_wait_type, cold, sizeof *cold, &result, __FILE__, __LINE__);
    return result;
}

int wok_fd_readable(int number) {
    struct wok_fd_wait cold;
    wok_fd_readable_init(&cold, number);
    return wait_blocking(&cold);
}

int wok_fd_writable(int number) {
    struct wok_fd_wait cold;
    wok_fd_writable_init(&cold, number);
    return wait_blocking(&cold);
}

/* Read */

WOK__LEAF_WITH(wok_fd_read, WOK_FUTURE_LEAF);

static void read_run(struct wok_blocking_call *call) {
    struct wok_fd_read *self = (struct wok_fd_read *)call;
    struct wok__system *system = wok__call_system(call);
    do
        self->result = system->file_read(system, self->ready.number, self->buffer, self->size);
    while (self->result == -EINTR);
}

void wok_fd_read_init(struct wok_fd_read *self, int number, void *buffer, size_t size) {
    wok__call_init(&self->call, WOK__POOL_FUNCTIONS, read_run);
    wok_fd_readable_init(&self->ready, number);
    self->buffer = buffer;
    self->size = size;
    self->is_ready = 0;
}

enum wok_poll wok_fd_read_poll(struct wok_fd_read *self, struct wok_context *cx) {
    if (!self->is_ready) {
        if (wok_fd_wait_poll(&self->ready, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->is_ready = 1;
    }
    int error = self->ready.result;
    if (!error && wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    if (error)
        self->result = error;
    return WOK_READY;
}

enum wok_poll wok_fd_read_cancel(struct wok_fd_read *self, struct wok_context *cx) {
    forget(&self->ready);
    return wok__call_cancel(&self->call, cx);
}

void wok_fd_read_drop(struct wok_fd_read *self) {
    (void)self;
}

ssize_t wok_fd_read(int number, void *buffer, size_t size) {
    struct wok_fd_read cold;
    ssize_t result;
    wok_fd_read_init(&cold, number, buffer, size);
    wok_block_on_future(&wok_fd_read_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Write all */

WOK__LEAF_WITH(wok_fd_write_all, WOK_FUTURE_LEAF);

static void write_run(struct wok_blocking_call *call) {
    struct wok_fd_write_all *self = (struct wok_fd_write_all *)call;
    struct wok__system *system = wok__call_system(call);
    size_t left = self->size - self->written;
    do
        self->result = system->file_write(system, self->ready.number,
                                          (const char *)self->buffer + self->written,
                                          left < PIECE_SIZE_MAX ? left : PIECE_SIZE_MAX);
    while (self->result == -EINTR);
}

/* Begin the next piece. */
static void next_piece(struct wok_fd_write_all *self) {
    wok__call_init(&self->call, WOK__POOL_FUNCTIONS, write_run);
    wok_fd_writable_init(&self->ready, self->ready.number);
    self->is_ready = 0;
}

void wok_fd_write_all_init(struct wok_fd_write_all *self, int number, const void *buffer,
                           size_t size) {
    self->ready.number = number;
    self->buffer = buffer;
    self->size = size;
    self->written = 0;
    next_piece(self);
}

/* One piece: bytes written in *count, or an error there. */
static enum wok_poll write_piece(struct wok_fd_write_all *self, struct wok_context *cx,
                                 ssize_t *count) {
    if (!self->is_ready) {
        if (wok_fd_wait_poll(&self->ready, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->is_ready = 1;
    }
    int error = self->ready.result;
    if (!error && wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    *count = error ? error : self->result ? self->result : -EIO;
    return WOK_READY;
}

enum wok_poll wok_fd_write_all_poll(struct wok_fd_write_all *self, struct wok_context *cx) {
    while (self->written < self->size) {
        ssize_t count;
        if (write_piece(self, cx, &count) == WOK_PENDING)
            return WOK_PENDING;
        if (count < 0) {
            self->result = count;
            return WOK_READY;
        }
        self->written += (size_t)count;
        next_piece(self);
    }
    self->result = (ssize_t)self->size;
    return WOK_READY;
}

enum wok_poll wok_fd_write_all_cancel(struct wok_fd_write_all *self, struct wok_context *cx) {
    forget(&self->ready);
    return wok__call_cancel(&self->call, cx);
}

void wok_fd_write_all_drop(struct wok_fd_write_all *self) {
    (void)self;
}

ssize_t wok_fd_write_all(int number, const void *buffer, size_t size) {
    struct wok_fd_write_all cold;
    ssize_t result;
    wok_fd_write_all_init(&cold, number, buffer, size);
    wok_block_on_future(&wok_fd_write_all_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
