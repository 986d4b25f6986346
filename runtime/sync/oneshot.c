/*
 * oneshot.c: one value, once.
 *
 * Under the lock: whether there is a value, which ends are still held, who waits. The last end to be given
 * back frees it, after the lock: nobody else has a way to it by then. The value moves in the receiver's
 * own poll, so a cancelled receive leaves it (see channel.c).
 */
#include <wok/oneshot.h>

#include <errno.h>
#include <string.h>

#include "base/leaf.h"
#include "reactor/reactor.h"
#include "sync/wait_list.h"

struct wok_oneshot {
    struct wok__system *system; /* const */
    uint32_t value_size;        /* const */
    wok__brief_lock lock;       /* over all that follows */
    bool has_value, sender_is_there, receiver_is_there;
    struct wok_wait *waiters; /* one at most */
    _Alignas(16) unsigned char value[];
};

wok_oneshot *wok_oneshot_create(size_t value_size) {
    struct wok__system *system = wok__system_here();
    wok_oneshot *oneshot =
        value_size <= UINT32_MAX ? system->allocate(system, sizeof *oneshot + value_size) : NULL;
    if (oneshot)
        *oneshot = (wok_oneshot){.system = system,
                                 .value_size = (uint32_t)value_size,
                                 .sender_is_there = true,
                                 .receiver_is_there = true};
    return oneshot;
}

static void check_size(const wok_oneshot *oneshot, size_t size) {
    wok__check(size == oneshot->value_size,
               "wok: a value of %zu bytes for a oneshot of a value of %zu bytes", size,
               (size_t)oneshot->value_size);
}

static void release(wok_oneshot *oneshot) {
    oneshot->system->release(oneshot->system, oneshot);
}

/* The sender's end is given back, with a value or without. */
static int end_sending(wok_oneshot *oneshot, const void *value) {
    struct wok_waker waker = {NULL, NULL};
    wok__brief_acquire(&oneshot->lock);
    bool receiver_is_there = oneshot->receiver_is_there;
    oneshot->sender_is_there = false;
    oneshot->has_value = value && receiver_is_there;
    if (oneshot->has_value && oneshot->value_size)
        memcpy(oneshot->value, value, oneshot->value_size);
    if (oneshot->waiters)
        waker = wok__wait_grant(&oneshot->waiters, oneshot->waiters);
    wok__brief_release(&oneshot->lock);
    wok_waker_wake(&waker);
    if (!receiver_is_there)
        release(oneshot);
    return receiver_is_there ? 0 : -EPIPE;
}

int wok_oneshot_send_of_size(wok_oneshot *oneshot, const void *value, size_t size) {
    check_size(oneshot, size);
    return end_sending(oneshot, value ? value : "");
}

void wok_oneshot_drop_sender(wok_oneshot *oneshot) {
    if (oneshot)
        end_sending(oneshot, NULL);
}

void wok_oneshot_drop_receiver(wok_oneshot *oneshot) {
    if (!oneshot)
        return;
    wok__brief_acquire(&oneshot->lock);
    bool sender_is_there = oneshot->sender_is_there, somebody_waits = oneshot->waiters != NULL;
    oneshot->receiver_is_there = false;
    wok__brief_release(&oneshot->lock);
    wok__check(!somebody_waits, "wok: a oneshot's end is given back while somebody waits for it");
    if (!sender_is_there)
        release(oneshot);
}

void wok_oneshot_receive_init(struct wok_oneshot_receive *self, wok_oneshot *oneshot, void *out,
                              size_t size) {
    check_size(oneshot, size);
    wok__wait_over(&self->wait);
    self->oneshot = oneshot;
    self->out = out;
    self->size = (uint32_t)size;
}

/* 0, -EPIPE, or -EAGAIN: then the node is listed if there is a waker. */
static int receive_or_wait(struct wok_oneshot_receive *self, const struct wok_waker *may_wait) {
    wok_oneshot *oneshot = self->oneshot;
    int result = 0;
    wok__brief_acquire(&oneshot->lock);
    if (oneshot->has_value) {
        if (self->size)
            memcpy(self->out, oneshot->value, self->size);
        oneshot->has_value = false;
    } else {
        result = oneshot->sender_is_there ? -EAGAIN : -EPIPE;
    }
    if (result == -EAGAIN && may_wait)
        wok__wait_begin(&oneshot->waiters, &self->wait, may_wait);
    wok__brief_release(&oneshot->lock);
    return result;
}

static bool wait_again(wok_oneshot *oneshot, struct wok_wait *wait, const struct wok_waker *waker) {
    struct wok_waker stale = {NULL, NULL};
    wok__brief_acquire(&oneshot->lock);
    bool waits = wok__wait_look(wait) == WOK__WAIT_WAITING;
    if (waits)
        stale = wok__wait_refresh(wait, waker);
    wok__brief_release(&oneshot->lock);
    wok_waker_drop(&stale);
    return waits;
}

enum wok_poll wok_oneshot_receive_poll(struct wok_oneshot_receive *self, struct wok_context *cx) {
    enum wok__wait state = wok__wait_look(&self->wait);
    if (state == WOK__WAIT_IDLE && !wok__budget_spend(cx))
        return WOK_PENDING;
    if (state == WOK__WAIT_WAITING && wait_again(self->oneshot, &self->wait, cx->waker))
        return WOK_PENDING;
    wok__wait_over(&self->wait);
    self->result = receive_or_wait(self, cx->waker);
    return self->result == -EAGAIN ? WOK_PENDING : WOK_READY;
}

enum wok_poll wok_oneshot_receive_cancel(struct wok_oneshot_receive *self, struct wok_context *cx) {
    wok_oneshot *oneshot = self->oneshot;
    struct wok_waker mine = {NULL, NULL};
    (void)cx;
    if (wok__wait_look(&self->wait) == WOK__WAIT_IDLE)
        return WOK_READY;
    wok__brief_acquire(&oneshot->lock);
    if (wok__wait_look(&self->wait) == WOK__WAIT_WAITING) {
        mine = wok__wait_waker(&self->wait);
        wok__wait_unlink(&oneshot->waiters, &self->wait);
    }
    wok__wait_over(&self->wait);
    wok__brief_release(&oneshot->lock);
    wok_waker_drop(&mine);
    return WOK_READY;
}

void wok_oneshot_receive_drop(struct wok_oneshot_receive *self) {
    (void)self;
}

WOK__LEAF(wok_oneshot_receive);

int wok_oneshot_receive_of_size(wok_oneshot *oneshot, void *out, size_t size) {
    wok__may_block(__func__);
    struct wok_oneshot_receive cold;
    wok_oneshot_receive_init(&cold, oneshot, out, size);
    int result = receive_or_wait(&cold, NULL);
    if (result == -EAGAIN)
        wok_block_on_future(&wok_oneshot_receive_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
