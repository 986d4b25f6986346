/*
 * vector.c: reading and writing in parts, half close, and giving a descriptor up.
 */
#include <wok/io.h>

#include <errno.h>

#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"

_Static_assert(sizeof(struct wok_read_vector) <= 64, "small enough to embed");

WOK__LEAF(wok_read_vector);

void wok_read_vector_init(struct wok_read_vector *self, struct wok_descriptor *descriptor,
                          const struct iovec *parts, int count) {
    self->descriptor = descriptor;
    self->parts = parts;
    self->count = count;
    wok__operation_init(&self->wait, descriptor);
}

enum wok_poll wok_read_vector_poll(struct wok_read_vector *self, struct wok_context *cx) {
    const struct wok__request request = {WOK__REQUEST_READ_VECTOR, (void *)self->parts,
                                         (size_t)self->count};
    return wok__operation_poll(self->descriptor, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_read_vector_cancel(struct wok_read_vector *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_read_vector_drop(struct wok_read_vector *self) {
    (void)self;
}

ssize_t wok_read_vector(struct wok_descriptor *descriptor, const struct iovec *parts, int count) {
    struct wok_read_vector cold;
    ssize_t result;
    wok_read_vector_init(&cold, descriptor, parts, count);
    wok_block_on_future(&wok_read_vector_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

WOK__LEAF(wok_write_vector);

void wok_write_vector_init(struct wok_write_vector *self, struct wok_descriptor *descriptor,
                           const struct iovec *parts, int count) {
    self->descriptor = descriptor;
    self->parts = parts;
    self->count = count;
    wok__operation_init(&self->wait, descriptor);
}

enum wok_poll wok_write_vector_poll(struct wok_write_vector *self, struct wok_context *cx) {
    const struct wok__request request = {WOK__REQUEST_WRITE_VECTOR, (void *)self->parts,
                                         (size_t)self->count};
    return wok__operation_poll(self->descriptor, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_write_vector_cancel(struct wok_write_vector *self, struct wok_context *cx) {
    return wok__operation_cancel(self->descriptor, &self->wait, cx);
}

void wok_write_vector_drop(struct wok_write_vector *self) {
    (void)self;
}

ssize_t wok_write_vector(struct wok_descriptor *descriptor, const struct iovec *parts, int count) {
    struct wok_write_vector cold;
    ssize_t result;
    wok_write_vector_init(&cold, descriptor, parts, count);
    wok_block_on_future(&wok_write_vector_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

void wok_abandon(struct wok_descriptor *descriptor) {
    int ignored;
    if (descriptor)
        wok__descriptor_close(descriptor, wok__descriptor_generation(descriptor), NULL, NULL,
                              &ignored);
}

int wok_shutdown(struct wok_descriptor *descriptor, int how) {
    uint64_t word;
    if (!descriptor ||
        !wok__descriptor_enter(descriptor, wok__descriptor_generation(descriptor), &word))
        return -EBADF;
    struct wok__system *system = descriptor->system;
    int error = system->socket_shutdown(system, descriptor->number, how);
    wok__descriptor_leave(descriptor, word, 0);
    return error;
}
