/*
 * io.c: the futures of <wok/io.h>. Each says what it wants; reactor/operation.h does it.
 */
#include <wok/io.h>

#include <errno.h>

#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"

_Static_assert(sizeof(struct wok_read) <= 64, "small enough to embed");
_Static_assert(sizeof(struct wok_write) <= 64, "small enough to embed");
_Static_assert(sizeof(struct wok_write_all) <= 64, "small enough to embed");
_Static_assert(sizeof(struct wok_close) <= 64, "small enough to embed");

/* Read */

WOK__LEAF_WITH(wok_read, WOK_FUTURE_LEAF);

void wok_read_init(struct wok_read *self, struct wok_descriptor *descriptor, void *buffer,
                   size_t size) {
    self->descriptor = descriptor;
    self->buffer = buffer;
    self->size = size;
    wok__operation_init(&self->wait, descriptor);
}

enum wok_poll wok_read_poll(struct wok_read *self, struct wok_context *cx) {
    const struct wok__request request = {WOK__REQUEST_READ, self->buffer, self->size};
    return wok__operation_poll(self->descriptor, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_read_cancel(struct wok_read *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_read_drop(struct wok_read *self) {
    (void)self;
}

ssize_t wok_read(struct wok_descriptor *descriptor, void *buffer, size_t size) {
    struct wok_read cold;
    ssize_t result;
    wok_read_init(&cold, descriptor, buffer, size);
    wok_block_on_future(&wok_read_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Write */

WOK__LEAF(wok_write);

void wok_write_init(struct wok_write *self, struct wok_descriptor *descriptor, const void *buffer,
                    size_t size) {
    self->descriptor = descriptor;
    self->buffer = buffer;
    self->size = size;
    wok__operation_init(&self->wait, descriptor);
}

enum wok_poll wok_write_poll(struct wok_write *self, struct wok_context *cx) {
    const struct wok__request request = {WOK__REQUEST_WRITE, (void *)self->buffer, self->size};
    return wok__operation_poll(self->descriptor, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_write_cancel(struct wok_write *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_write_drop(struct wok_write *self) {
    (void)self;
}

ssize_t wok_write(struct wok_descriptor *descriptor, const void *buffer, size_t size) {
    struct wok_write cold;
    ssize_t result;
    wok_write_init(&cold, descriptor, buffer, size);
    wok_block_on_future(&wok_write_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Write all */

WOK__LEAF_WITH(wok_write_all, WOK_FUTURE_LEAF);

void wok_write_all_init(struct wok_write_all *self, struct wok_descriptor *descriptor,
                        const void *buffer, size_t size) {
    self->descriptor = descriptor;
    self->buffer = buffer;
    self->size = size;
    self->written = 0;
    wok__operation_init(&self->wait, descriptor);
}

enum wok_poll wok_write_all_poll(struct wok_write_all *self, struct wok_context *cx) {
    while (self->written < self->size) {
        const struct wok__request request = {
            WOK__REQUEST_WRITE_ALL,
            (char *)self->buffer + self->written,
            self->size - self->written,
        };
        ssize_t count;
        if (wok__operation_poll(self->descriptor, &self->wait, &request, cx, &count) == WOK_PENDING)
            return WOK_PENDING;
        if (count <= 0) {
            self->result = count < 0 ? count : -EIO; /* zero bytes for ever would be no progress */
            return WOK_READY;
        }
        self->written += (size_t)count;
    }
    self->result = (ssize_t)self->size;
    return WOK_READY;
}

enum wok_poll wok_write_all_cancel(struct wok_write_all *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_write_all_drop(struct wok_write_all *self) {
    (void)self;
}

ssize_t wok_write_all(struct wok_descriptor *descriptor, const void *buffer, size_t size) {
    struct wok_write_all cold;
    ssize_t result;
    wok_write_all_init(&cold, descriptor, buffer, size);
    wok_block_on_future(&wok_write_all_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Close */

WOK__LEAF(wok_close);

void wok_close_init(struct wok_close *self, struct wok_descriptor *descriptor) {
    self->descriptor = descriptor;
    wok__operation_init(&self->wait, descriptor);
}

/* The first poll closes; later ones wait for the last user, who leaves the result in the wait. */
enum wok_poll wok_close_poll(struct wok_close *self, struct wok_context *cx) {
    if (!self->descriptor) {
        self->result = -EBADF;
        return WOK_READY;
    }
    switch (wok__load_acquire(wok__wait_state(&self->wait))) {
    case WOK__WAIT_IDLE:
        return wok__descriptor_close(self->descriptor, (uint32_t)self->wait.detail, &self->wait, cx,
                                     &self->result);
    case WOK__WAIT_WAITING:
        if (wok__descriptor_wait_again(self->descriptor, &self->wait, cx) == WOK_PENDING)
            return WOK_PENDING;
        break;
    }
    self->result = self->wait.detail;
    return WOK_READY;
}

enum wok_poll wok_close_cancel(struct wok_close *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_close_drop(struct wok_close *self) {
    (void)self;
}

int wok_close(struct wok_descriptor *descriptor) {
    struct wok_close cold;
    int result;
    wok_close_init(&cold, descriptor);
    wok_block_on_future(&wok_close_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
