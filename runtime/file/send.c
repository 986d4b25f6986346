/*
 * send.c: wok_send_file. An attempt runs on the pool, where it may wait for the disk; when the socket
 * is full the future waits for it like any write, and then asks the pool again.
 */
#include <errno.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "reactor/operation.h"

#include <wok/file.h>

WOK__LEAF_WITH(wok_send_file, WOK_FUTURE_LEAF);

static void send_run(struct wok_blocking_call *call) {
    struct wok_send_file *self = (struct wok_send_file *)call;
    struct wok__file_part part = {wok_file_number(self->file), self->offset};
    const struct wok__request request = {WOK__REQUEST_SEND_FILE, &part, self->size};
    do
        self->result = wok__operation_attempt(self->descriptor, &self->wait, &request);
    while (self->result == -EINTR);
}

void wok_send_file_init(struct wok_send_file *self, struct wok_descriptor *descriptor,
                        struct wok_file *file, uint64_t offset, size_t size) {
    wok__call_init(&self->call, WOK__POOL_FILES, send_run);
    wok__operation_init(&self->wait, descriptor);
    self->descriptor = descriptor;
    self->file = file;
    self->offset = offset;
    self->size = size;
}

enum wok_poll wok_send_file_poll(struct wok_send_file *self, struct wok_context *cx) {
    int error = self->descriptor ? 0 : -EBADF;
    if (!error &&
        wok__operation_wait_over(self->descriptor, &self->wait, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    while (!error) {
        if (wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
            return WOK_PENDING;
        if (error || self->result != -EAGAIN)
            break;
        wok__call_init(&self->call, WOK__POOL_FILES, send_run);
        if (wok__operation_wait(self->descriptor, &self->wait, WOK__REQUEST_SEND_FILE, cx,
                                &error) == WOK_PENDING)
            return WOK_PENDING;
    }
    if (error)
        self->result = error;
    return WOK_READY;
}

enum wok_poll wok_send_file_cancel(struct wok_send_file *self, struct wok_context *cx) {
    if (self->descriptor)
        wok__operation_cancel(self->descriptor, &self->wait, cx);
    return wok__call_cancel(&self->call, cx);
}

void wok_send_file_drop(struct wok_send_file *self) {
    (void)self;
}

ssize_t wok_send_file(struct wok_descriptor *descriptor, struct wok_file *file, uint64_t offset,
                      size_t size) {
    struct wok_send_file cold;
    ssize_t result;
    wok_send_file_init(&cold, descriptor, file, offset, size);
    wok_block_on_future(&wok_send_file_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
