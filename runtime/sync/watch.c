/*
 * watch.c: the latest value, and that it has changed. Value and version go together under the lock.
 */
#include <errno.h>
#include <string.h>

#include <wok/broadcast.h>

#include "base/leaf.h"
#include "reactor/reactor.h"
#include "sync/changes.h"
#include "sync/wait_list.h"

struct wok_watch {
    struct wok__system *system; /* const */
    uint32_t value_size;        /* const */
    struct wok_notify changed;
    wok__brief_lock lock; /* over what follows */
    bool closed;
    uint64_t version;
    _Alignas(16) unsigned char value[];
};

static void copy(void *to, const void *from, size_t size) {
    if (size)
        memcpy(to, from, size);
}

wok_watch *wok_watch_create_of_size(const void *value, size_t size) {
    struct wok__system *system = wok__system_here();
    wok_watch *watch = size <= UINT32_MAX ? system->allocate(system, sizeof *watch + size) : NULL;
    if (!watch)
        return NULL;
    *watch = (wok_watch){.system = system, .value_size = (uint32_t)size, .version = 1};
    copy(watch->value, value, size);
    return watch;
}

void wok_watch_destroy(wok_watch *watch) {
    if (!watch)
        return;
    wok__check(!watch->changed.waiters, "wok: a watch is destroyed while somebody waits for it");
    watch->system->release(watch->system, watch);
}

static void check_size(const wok_watch *watch, size_t size) {
    wok__check(size == watch->value_size,
               "wok: a value of %zu bytes for a watch of a value of %zu bytes", size,
               (size_t)watch->value_size);
}

int wok_watch_set_of_size(wok_watch *watch, const void *value, size_t size) {
    check_size(watch, size);
    wok__brief_acquire(&watch->lock);
    bool closed = watch->closed;
    if (!closed) {
        copy(watch->value, value, size);
        watch->version++;
    }
    wok__brief_release(&watch->lock);
    if (closed)
        return -EPIPE;
    wok_notify_all(&watch->changed);
    return 0;
}

uint64_t wok_watch_get_of_size(wok_watch *watch, void *out, size_t size) {
    check_size(watch, size);
    wok__brief_acquire(&watch->lock);
    copy(out, watch->value, size);
    uint64_t version = watch->version;
    wok__brief_release(&watch->lock);
    return version;
}

void wok_watch_close(wok_watch *watch) {
    wok__brief_acquire(&watch->lock);
    watch->closed = true;
    wok__brief_release(&watch->lock);
    wok_notify_all(&watch->changed);
}

void wok_watch_changed_init(struct wok_watch_changed *self, wok_watch *watch, uint64_t *version,
                            void *out, size_t size) {
    check_size(watch, size);
    wok_notify_wait_init(&self->wait, &watch->changed);
    self->watch = watch;
    self->version = version;
    self->out = out;
    self->size = (uint32_t)size;
}

static int look(void *argument) {
    struct wok_watch_changed *self = argument;
    wok_watch *watch = self->watch;
    int result = 0;
    wok__brief_acquire(&watch->lock);
    if (watch->version != *self->version) {
        copy(self->out, watch->value, self->size);
        *self->version = watch->version;
    } else {
        result = watch->closed ? -EPIPE : -EAGAIN;
    }
    wok__brief_release(&watch->lock);
    return result;
}

enum wok_poll wok_watch_changed_poll(struct wok_watch_changed *self, struct wok_context *cx) {
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    return wok__changes_poll(&self->wait, cx, look, self, &self->result);
}

enum wok_poll wok_watch_changed_cancel(struct wok_watch_changed *self, struct wok_context *cx) {
    return wok_notify_wait_cancel(&self->wait, cx);
}

void wok_watch_changed_drop(struct wok_watch_changed *self) {
    (void)self;
}

WOK__LEAF(wok_watch_changed);

int wok_watch_changed_of_size(wok_watch *watch, uint64_t *version, void *out, size_t size) {
    wok__may_block(__func__);
    struct wok_watch_changed cold;
    int result = 0;
    wok_watch_changed_init(&cold, watch, version, out, size);
    wok_block_on_future(&wok_watch_changed_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
