/*
 * splice.c: between a splice and a file: on the pool, where the disk may be waited for. The call
 * itself counts what it has moved, so that one which nobody waits for any more has lost nothing.
 */
#include <wok/splice.h>

#include <errno.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "io/splice.h"
#include "platform/system.h"

static ssize_t move(struct wok_splice *splice, int from, int to, size_t size) {
    ssize_t count;
    do
        count = splice->system->splice(splice->system, from, to, size);
    while (count == -EINTR);
    return count;
}

static enum wok_poll call_poll(struct wok_blocking_call *call, struct wok_context *cx,
                               ssize_t *result) {
    int error;
    if (wok__call_poll(call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    if (error < 0)
        *result = error;
    return WOK_READY;
}

/* From a file */

WOK__LEAF_WITH(wok_splice_from_file, WOK_FUTURE_LEAF);

static void from_file_run(struct wok_blocking_call *call) {
    struct wok_splice_from_file *self = (struct wok_splice_from_file *)call;
    struct wok_splice *splice = self->splice;
    self->result = splice->held > 0 ? -EBUSY : 0;
    if (splice->held > 0 || self->size == 0)
        return;
    self->result = move(splice, wok_file_number(self->file), splice->in, self->size);
    if (self->result > 0)
        splice->held = (size_t)self->result;
}

void wok_splice_from_file_init(struct wok_splice_from_file *self, struct wok_splice *splice,
                               struct wok_file *file, size_t size) {
    wok__call_init(&self->call, WOK__POOL_FILES, from_file_run);
    self->splice = splice;
    self->file = file;
    self->size = size;
}

enum wok_poll wok_splice_from_file_poll(struct wok_splice_from_file *self, struct wok_context *cx) {
    return call_poll(&self->call, cx, &self->result);
}

enum wok_poll wok_splice_from_file_cancel(struct wok_splice_from_file *self,
                                          struct wok_context *cx) {
    return wok__call_cancel(&self->call, cx);
}

void wok_splice_from_file_drop(struct wok_splice_from_file *self) {
    (void)self;
}

ssize_t wok_splice_from_file(struct wok_splice *splice, struct wok_file *file, size_t size) {
    struct wok_splice_from_file cold;
    ssize_t result;
    wok_splice_from_file_init(&cold, splice, file, size);
    wok_block_on_future(&wok_splice_from_file_type, &cold, sizeof cold, &result, __FILE__,
                        __LINE__);
    return result;
}

/* To a file */

WOK__LEAF_WITH(wok_splice_to_file, WOK_FUTURE_LEAF);

static void to_file_run(struct wok_blocking_call *call) {
    struct wok_splice_to_file *self = (struct wok_splice_to_file *)call;
    struct wok_splice *splice = self->splice;
    self->result = 0;
    if (splice->held == 0)
        return;
    self->result = move(splice, splice->out, wok_file_number(self->file), splice->held);
    if (self->result > 0)
        splice->held -= (size_t)self->result;
}

void wok_splice_to_file_init(struct wok_splice_to_file *self, struct wok_splice *splice,
                             struct wok_file *file) {
    wok__call_init(&self->call, WOK__POOL_FILES, to_file_run);
    self->splice = splice;
    self->file = file;
}

enum wok_poll wok_splice_to_file_poll(struct wok_splice_to_file *self, struct wok_context *cx) {
    return call_poll(&self->call, cx, &self->result);
}

enum wok_poll wok_splice_to_file_cancel(struct wok_splice_to_file *self, struct wok_context *cx) {
    return wok__call_cancel(&self->call, cx);
}

void wok_splice_to_file_drop(struct wok_splice_to_file *self) {
    (void)self;
}

ssize_t wok_splice_to_file(struct wok_splice *splice, struct wok_file *file) {
    struct wok_splice_to_file cold;
    ssize_t result;
    wok_splice_to_file_init(&cold, splice, file);
    wok_block_on_future(&wok_splice_to_file_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
