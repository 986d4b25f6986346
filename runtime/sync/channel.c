/*
 * channel.c: channels with any number of senders and receivers, under one lock.
 *
 * Values are in blocks (value_list.h). Waiters are in two lists, and are granted in the order they came:
 *
 *     a waiting receiver is granted   one of the values that are there: `receivers_granted` of them are
 *                                     spoken for, and others may take only what is beyond
 *     a waiting sender is granted     room for one value: `senders_granted` places are spoken for
 *
 * A grant moves no value. Who was granted takes the value, or puts it, in its own next poll; who is
 * cancelled before that gives back the claim, and no value was ever on its way. That costs one more turn
 * of the lock than handing values over directly, and buys exactness on both sides (see
 * docs/decisions/0011).
 *
 * Under the lock, between calls:
 *
 *     receivers wait  =>  length == receivers_granted           nothing is there to be taken
 *     senders wait    =>  there is no room(), or it is closed and they have been granted
 *     closed          =>  nobody waits
 *
 * Room is capacity - length - senders_granted; in a rendezvous, where nothing is kept, it is the number
 * of receivers that wait, less senders_granted. A granted sender in a rendezvous may find that its
 * receiver has left: then it waits again, in front.
 *
 * Memory for values is asked of the system outside the lock, and so is giving it back.
 */
#include "sync/channel.h"

#include <errno.h>

#include "base/leaf.h"
#include "reactor/reactor.h"
#include "sync/wait_list.h"

wok_channel *wok_channel_create(size_t value_size, size_t capacity) {
    struct wok__system *system = wok__system_here();
    wok_channel *channel =
        value_size <= WOK__VALUE_SIZE_MAX ? system->allocate(system, sizeof *channel) : NULL;
    if (!channel)
        return NULL;
    *channel = (wok_channel){.system = system, .capacity = capacity};
    wok__values_init(&channel->values, value_size, capacity ? capacity : 1);
    return channel;
}

void wok_channel_destroy(wok_channel *channel) {
    if (!channel)
        return;
    wok__check(!channel->receivers && !channel->senders,
               "wok: a channel is destroyed while somebody waits for it");
    wok__values_finish(&channel->values, channel->system);
    channel->system->release(channel->system, channel);
}

/* ---- under the lock ---- */

static bool has_room(const wok_channel *channel) {
    size_t limit =
        channel->capacity ? channel->capacity - channel->values.length : channel->receivers_waiting;
    return channel->senders_granted < limit;
}

/* A value that nobody has a claim to. */
static bool has_value(const wok_channel *channel) {
    return channel->values.length > channel->receivers_granted;
}

static void grant_receiver(wok_channel *channel, struct wok_waker *waker) {
    struct wok_channel_receive *first = (void *)channel->receivers;
    if (!first || !has_value(channel))
        return;
    first->reserved = true;
    channel->receivers_waiting--;
    channel->receivers_granted++;
    *waker = wok__wait_grant(&channel->receivers, &first->wait);
}

static void grant_sender(wok_channel *channel, struct wok_waker *waker) {
    struct wok_channel_send *first = (void *)channel->senders;
    if (!first || !has_room(channel))
        return;
    first->reserved = true;
    channel->senders_granted++;
    *waker = wok__wait_grant(&channel->senders, &first->wait);
}

/* ---- by who waits ---- */

static bool wait_again(wok_channel *channel, struct wok_wait *wait, const struct wok_waker *waker) {
    struct wok_waker stale = {NULL, NULL};
    wok__brief_acquire(&channel->lock);
    bool waits = wok__wait_look(wait) == WOK__WAIT_WAITING;
    if (waits)
        stale = wok__wait_refresh(wait, waker);
    wok__brief_release(&channel->lock);
    wok_waker_drop(&stale);
    return waits;
}

static void check_size(const wok_channel *channel, size_t size) {
    wok__check(size == channel->values.value_size,
               "wok: a value of %zu bytes for a channel of values of %zu bytes", size,
               (size_t)channel->values.value_size);
}

/* ---- closing ---- */

/* Who waits is let go without a claim: it will see that the channel is closed. */
static bool let_go(struct wok__batch *batch, struct wok_wait **list) {
    if (!*list || wok__batch_is_full(batch))
        return false;
    wok__batch_grant(batch, list, *list);
    return true;
}

void wok_channel_close(wok_channel *channel) {
    struct wok__batch batch;
    do {
        batch.count = 0;
        wok__brief_acquire(&channel->lock);
        channel->closed = true;
        while (let_go(&batch, &channel->senders))
            continue;
        while (let_go(&batch, &channel->receivers))
            channel->receivers_waiting--;
        wok__brief_release(&channel->lock);
        wok__batch_wake(&batch);
    } while (wok__batch_is_full(&batch));
}

bool wok_channel_is_closed(wok_channel *channel) {
    wok__brief_acquire(&channel->lock);
    bool closed = channel->closed;
    wok__brief_release(&channel->lock);
    return closed;
}

size_t wok_channel_length(wok_channel *channel) {
    wok__brief_acquire(&channel->lock);
    size_t length = channel->values.length;
    wok__brief_release(&channel->lock);
    return length;
}

/* ---- sending ---- */

enum attempt { DONE, CLOSED, NO_ROOM, NO_BLOCK };

/*
 * Under the lock, by who may: put the value in, and grant a receiver. `room` is memory in case that
 * some is needed, taken if so.
 */
static enum attempt put(wok_channel *channel, const void *value, struct wok__value_room *room,
                        struct wok_waker *waker) {
    if (!wok__values_append(&channel->values, value, room))
        return NO_BLOCK;
    grant_receiver(channel, waker);
    return DONE;
}

static enum attempt send_unclaimed(wok_channel *channel, const void *value,
                                   struct wok__value_room *room, struct wok_waker *waker) {
    if (channel->closed)
        return CLOSED;
    if (channel->senders || !has_room(channel))
        return NO_ROOM;
    return put(channel, value, room, waker);
}

/* The claim stays while there is no memory: the caller comes again with some, or gives it back. */
static enum attempt send_claimed(wok_channel *channel, const void *value,
                                 struct wok__value_room *room, struct wok_waker *waker) {
    channel->senders_granted--;
    enum attempt attempt = CLOSED;
    if (!channel->closed)
        attempt = has_room(channel) ? put(channel, value, room, waker) : NO_ROOM;
    if (attempt == NO_BLOCK)
        channel->senders_granted++;
    return attempt;
}

static enum attempt try_to_send(struct wok_channel_send *self, struct wok__value_room *room,
                                const struct wok_waker *may_wait) {
    wok_channel *channel = self->channel;
    struct wok_waker waker = {NULL, NULL};
    wok__brief_acquire(&channel->lock);
    enum attempt attempt = self->reserved ? send_claimed(channel, self->value, room, &waker)
                                          : send_unclaimed(channel, self->value, room, &waker);
    if (attempt == NO_ROOM && may_wait) {
        if (self->reserved)
            wok__wait_begin_in_front(&channel->senders, &self->wait, may_wait);
        else
            wok__wait_begin(&channel->senders, &self->wait, may_wait);
    }
    if (attempt != NO_BLOCK)
        self->reserved = false;
    if (attempt == DONE)
        channel->last_sender = may_wait ? wok__wait_task(may_wait) : NULL;
    wok__brief_release(&channel->lock);
    wok_waker_wake(&waker);
    return attempt;
}

/* The claim that a sender has goes to the next. */
static void give_up_claim(struct wok_channel_send *self) {
    wok_channel *channel = self->channel;
    struct wok_waker waker = {NULL, NULL};
    if (!self->reserved)
        return;
    wok__brief_acquire(&channel->lock);
    channel->senders_granted--;
    grant_sender(channel, &waker);
    wok__brief_release(&channel->lock);
    wok_waker_wake(&waker);
    self->reserved = false;
}

/* 0, negative errno; -EAGAIN: no room, and with `may_wait` the node is listed. */
static int send_or_wait(struct wok_channel_send *self, const struct wok_waker *may_wait) {
    static const int answers[] = {[DONE] = 0, [CLOSED] = -EPIPE, [NO_ROOM] = -EAGAIN};
    wok_channel *channel = self->channel;
    struct wok__value_room room = {NULL, false};
    enum attempt attempt;
    while ((attempt = try_to_send(self, &room, may_wait)) == NO_BLOCK) {
        if (!wok__value_room_get(&room, &channel->values, channel->system)) {
            give_up_claim(self);
            return -ENOMEM;
        }
    }
    if (room.block) /* somebody else's went in meanwhile */
        channel->system->release(channel->system, room.block);
    return answers[attempt];
}

enum wok_poll wok_channel_send_poll(struct wok_channel_send *self, struct wok_context *cx) {
    enum wok__wait state = wok__wait_look(&self->wait);
    if (state == WOK__WAIT_IDLE) {
        check_size(self->channel, self->size);
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
    } else {
        if (state == WOK__WAIT_WAITING && wait_again(self->channel, &self->wait, cx->waker))
            return WOK_PENDING;
        wok__wait_over(&self->wait);
    }
    self->result = send_or_wait(self, cx->waker);
    return self->result == -EAGAIN ? WOK_PENDING : WOK_READY;
}

enum wok_poll wok_channel_send_cancel(struct wok_channel_send *self, struct wok_context *cx) {
    wok_channel *channel = self->channel;
    struct wok_waker mine = {NULL, NULL};
    (void)cx;
    if (wok__wait_look(&self->wait) == WOK__WAIT_IDLE)
        return WOK_READY;
    wok__brief_acquire(&channel->lock);
    if (wok__wait_look(&self->wait) == WOK__WAIT_WAITING) {
        mine = wok__wait_waker(&self->wait);
        wok__wait_unlink(&channel->senders, &self->wait);
    }
    wok__wait_over(&self->wait);
    wok__brief_release(&channel->lock);
    wok_waker_drop(&mine);
    give_up_claim(self);
    return WOK_READY;
}

void wok_channel_send_drop(struct wok_channel_send *self) {
    (void)self;
}

int wok_channel_try_send(wok_channel *channel, const void *value, size_t size) {
    struct wok_channel_send self;
    check_size(channel, size);
    wok_channel_send_init(&self, channel, value, size);
    return send_or_wait(&self, NULL);
}

WOK__LEAF(wok_channel_send);

int wok_channel_send(wok_channel *channel, const void *value, size_t size) {
    wok__may_block(__func__);
    int result = wok_channel_try_send(channel, value, size);
    if (result != -EAGAIN)
        return result;
    struct wok_channel_send cold;
    wok_channel_send_init(&cold, channel, value, size);
    wok_block_on_future(&wok_channel_send_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}

/* ---- receiving ---- */

/* Under the lock: 0, -EPIPE, or -EAGAIN: nothing is there. */
static int try_to_receive(wok_channel *channel, struct wok_channel_receive *self,
                          struct wok__value_block **empty, struct wok_waker *waker) {
    if (self->reserved)
        channel->receivers_granted--;
    else if (!has_value(channel))
        return channel->closed ? -EPIPE : -EAGAIN;
    *empty = wok__values_take(&channel->values, self->out);
    grant_sender(channel, waker);
    return 0;
}

static int receive_or_wait(struct wok_channel_receive *self, const struct wok_waker *may_wait) {
    wok_channel *channel = self->channel;
    struct wok_waker waker = {NULL, NULL};
    struct wok__value_block *empty = NULL;
    wok__brief_acquire(&channel->lock);
    int result = try_to_receive(channel, self, &empty, &waker);
    self->reserved = false;
    if (result == 0)
        channel->last_receiver = may_wait ? wok__wait_task(may_wait) : NULL;
    if (result == -EAGAIN && may_wait) {
        wok__wait_begin(&channel->receivers, &self->wait, may_wait);
        channel->receivers_waiting++;
        if (channel->capacity == 0) /* who waits is room */
            grant_sender(channel, &waker);
    }
    wok__brief_release(&channel->lock);
    wok_waker_wake(&waker);
    if (empty)
        channel->system->release(channel->system, empty);
    return result;
}

enum wok_poll wok_channel_receive_poll(struct wok_channel_receive *self, struct wok_context *cx) {
    enum wok__wait state = wok__wait_look(&self->wait);
    if (state == WOK__WAIT_IDLE) {
        check_size(self->channel, self->size);
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
    } else {
        if (state == WOK__WAIT_WAITING && wait_again(self->channel, &self->wait, cx->waker))
            return WOK_PENDING;
        wok__wait_over(&self->wait);
    }
    self->result = receive_or_wait(self, cx->waker);
    return self->result == -EAGAIN ? WOK_PENDING : WOK_READY;
}

/* A claim that is given back is the next one's. */
enum wok_poll wok_channel_receive_cancel(struct wok_channel_receive *self, struct wok_context *cx) {
    wok_channel *channel = self->channel;
    struct wok_waker mine = {NULL, NULL}, next = {NULL, NULL};
    (void)cx;
    if (wok__wait_look(&self->wait) == WOK__WAIT_IDLE)
        return WOK_READY;
    wok__brief_acquire(&channel->lock);
    if (wok__wait_look(&self->wait) == WOK__WAIT_WAITING) {
        mine = wok__wait_waker(&self->wait);
        wok__wait_unlink(&channel->receivers, &self->wait);
        channel->receivers_waiting--;
    } else if (self->reserved) {
        channel->receivers_granted--;
        grant_receiver(channel, &next);
    }
    wok__wait_over(&self->wait);
    wok__brief_release(&channel->lock);
    wok_waker_drop(&mine);
    wok_waker_wake(&next);
    self->reserved = false;
    return WOK_READY;
}

void wok_channel_receive_drop(struct wok_channel_receive *self) {
    (void)self;
}

int wok_channel_try_receive(wok_channel *channel, void *out, size_t size) {
    struct wok_channel_receive self;
    check_size(channel, size);
    wok_channel_receive_init(&self, channel, out, size);
    return receive_or_wait(&self, NULL);
}

WOK__LEAF(wok_channel_receive);

int wok_channel_receive(wok_channel *channel, void *out, size_t size) {
    wok__may_block(__func__);
    int result = wok_channel_try_receive(channel, out, size);
    if (result != -EAGAIN)
        return result;
    struct wok_channel_receive cold;
    wok_channel_receive_init(&cold, channel, out, size);
    wok_block_on_future(&wok_channel_receive_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
