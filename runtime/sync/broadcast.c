/*
 * broadcast.c: every value to every subscriber.
 *
 * A ring of the last values, numbered from 0. A subscription is the number of the value it wants next, and
 * is known to nobody: what it misses it finds out itself. Values are copied in and out under the lock.
 */
#include <wok/broadcast.h>

#include <errno.h>
#include <string.h>

#include "base/leaf.h"
#include "reactor/reactor.h"
#include "sync/changes.h"
#include "sync/wait_list.h"

struct wok_broadcast {
    struct wok__system *system; /* const */
    uint32_t value_size;        /* const */
    uint32_t capacity;          /* const */
    struct wok_notify changed;
    wok__brief_lock lock; /* over what follows */
    bool closed;
    uint64_t sent;
    unsigned char *values; /* NULL until the first */
};

wok_broadcast *wok_broadcast_create(size_t value_size, uint32_t capacity) {
    struct wok__system *system = wok__system_here();
    bool fits = capacity > 0 && value_size <= UINT32_MAX / capacity;
    wok_broadcast *broadcast = fits ? system->allocate(system, sizeof *broadcast) : NULL;
    if (broadcast)
        *broadcast = (wok_broadcast){
            .system = system, .value_size = (uint32_t)value_size, .capacity = capacity};
    return broadcast;
}

void wok_broadcast_destroy(wok_broadcast *broadcast) {
    if (!broadcast)
        return;
    wok__check(!broadcast->changed.waiters,
               "wok: a broadcast is destroyed while somebody waits for it");
    broadcast->system->release(broadcast->system, broadcast->values);
    broadcast->system->release(broadcast->system, broadcast);
}

static void check_size(const wok_broadcast *broadcast, size_t size) {
    wok__check(size == broadcast->value_size,
               "wok: a value of %zu bytes for a broadcast of values of %zu bytes", size,
               (size_t)broadcast->value_size);
}

static unsigned char *place_of(const wok_broadcast *broadcast, uint64_t number) {
    return broadcast->values + number % broadcast->capacity * broadcast->value_size;
}

/* The first value needs room, which is asked for outside the lock; two may ask. */
static int make_room(wok_broadcast *broadcast) {
    struct wok__system *system = broadcast->system;
    size_t size = (size_t)broadcast->capacity * broadcast->value_size;
    unsigned char *values = system->allocate(system, size ? size : 1);
    if (!values)
        return -ENOMEM;
    wok__brief_acquire(&broadcast->lock);
    bool taken = !broadcast->values;
    if (taken)
        broadcast->values = values;
    wok__brief_release(&broadcast->lock);
    if (!taken)
        system->release(system, values);
    return 0;
}

/* -EAGAIN: there is no room yet. */
static int put(wok_broadcast *broadcast, const void *value) {
    int result = 0;
    wok__brief_acquire(&broadcast->lock);
    if (broadcast->closed)
        result = -EPIPE;
    else if (!broadcast->values)
        result = -EAGAIN;
    else if (broadcast->value_size)
        memcpy(place_of(broadcast, broadcast->sent), value, broadcast->value_size);
    broadcast->sent += result == 0;
    wok__brief_release(&broadcast->lock);
    return result;
}

int wok_broadcast_send_of_size(wok_broadcast *broadcast, const void *value, size_t size) {
    check_size(broadcast, size);
    int result = put(broadcast, value);
    if (result == -EAGAIN)
        result = make_room(broadcast) < 0 ? -ENOMEM : put(broadcast, value);
    if (result == 0)
        wok_notify_all(&broadcast->changed);
    return result;
}

void wok_broadcast_close(wok_broadcast *broadcast) {
    wok__brief_acquire(&broadcast->lock);
    broadcast->closed = true;
    wok__brief_release(&broadcast->lock);
    wok_notify_all(&broadcast->changed);
}

void wok_subscribe(wok_broadcast *broadcast, struct wok_subscription *subscription) {
    *subscription = (struct wok_subscription){.broadcast = broadcast};
    wok__brief_acquire(&broadcast->lock);
    subscription->next = broadcast->sent;
    wok__brief_release(&broadcast->lock);
}

void wok_broadcast_receive_init(struct wok_broadcast_receive *self,
                                struct wok_subscription *subscription, void *out, size_t size) {
    check_size(subscription->broadcast, size);
    wok_notify_wait_init(&self->wait, &subscription->broadcast->changed);
    self->subscription = subscription;
    self->out = out;
    self->size = (uint32_t)size;
}

/* Under the lock. */
static int take(const wok_broadcast *broadcast, struct wok_subscription *subscription, void *out) {
    uint64_t oldest =
        broadcast->sent > broadcast->capacity ? broadcast->sent - broadcast->capacity : 0;
    if (subscription->next == broadcast->sent)
        return broadcast->closed ? -EPIPE : -EAGAIN;
    if (subscription->next < oldest) {
        subscription->missed += oldest - subscription->next;
        subscription->next = oldest;
        return -EOVERFLOW;
    }
    if (broadcast->value_size)
        memcpy(out, place_of(broadcast, subscription->next), broadcast->value_size);
    subscription->next++;
    return 0;
}

static int look(void *argument) {
    struct wok_broadcast_receive *self = argument;
    wok_broadcast *broadcast = self->subscription->broadcast;
    wok__brief_acquire(&broadcast->lock);
    int result = take(broadcast, self->subscription, self->out);
    wok__brief_release(&broadcast->lock);
    return result;
}

enum wok_poll wok_broadcast_receive_poll(struct wok_broadcast_receive *self,
                                         struct wok_context *cx) {
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    return wok__changes_poll(&self->wait, cx, look, self, &self->result);
}

enum wok_poll wok_broadcast_receive_cancel(struct wok_broadcast_receive *self,
                                           struct wok_context *cx) {
    return wok_notify_wait_cancel(&self->wait, cx);
}

void wok_broadcast_receive_drop(struct wok_broadcast_receive *self) {
    (void)self;
}

WOK__LEAF(wok_broadcast_receive);

int wok_broadcast_receive_of_size(struct wok_subscription *subscription, void *out, size_t size) {
    wok__may_block(__func__);
    struct wok_broadcast_receive cold;
    int result = 0;
    wok_broadcast_receive_init(&cold, subscription, out, size);
    wok_block_on_future(&wok_broadcast_receive_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
