/*
 * streams.c: oneshot, broadcast, watch, token. Goal: a value arrives or its end is told, the memory is freed
 * once, nobody is left waiting. Method: both ends on threads of their own, which send, give up and go in
 * every order.
 */
#include <errno.h>

#include <wok/broadcast.h>
#include <wok/oneshot.h>
#include <wok/token.h>

#include "models/leaf.h"
#include "models/models.h"

/* ---- oneshot ---- */

static wok_oneshot *oneshot;
static int before; /* plain: published by the send */
static int sent;

static void begin_oneshot(void) {
    world_begin();
    oneshot = wok_oneshot_create(sizeof(int));
    model_name(oneshot, 48, "oneshot");
    before = 0;
}
static void send(void *unused) {
    int value = 42;
    (void)unused;
    before = 1;
    sent = wok_oneshot_send(oneshot, &value);
}
static void drop_sender(void *unused) {
    (void)unused;
    wok_oneshot_drop_sender(oneshot);
}
static int receive(bool give_up) {
    int value = 0;
    struct wok_oneshot_receive *self = model_allocate(sizeof *self, 16);
    wok_oneshot_receive_init(self, oneshot, &value, sizeof value);
    AWAIT_LEAF(wok_oneshot_receive, self, 0, give_up);
    int result = ready ? self->result : -EAGAIN;
    model_free(self);
    if (result == 0)
        model_assert(value == 42 && before == 1);
    wok_oneshot_drop_receiver(oneshot);
    return result;
}
static void oneshot_sent(void) {
    begin_oneshot();
    int t = model_spawn(send, NULL);
    model_assert(receive(false) == 0);
    model_join(t);
    model_assert(sent == 0);
}
static void oneshot_dropped(void) {
    begin_oneshot();
    int t = model_spawn(drop_sender, NULL);
    model_assert(receive(false) == -EPIPE);
    model_join(t);
}
static void oneshot_given_up(void) {
    begin_oneshot();
    int t = model_spawn(send, NULL);
    int result = receive(true);
    model_join(t);
    model_assert(result == -EAGAIN || sent == 0);
    model_outcome(result == 0);
}

/* ---- broadcast ---- */

static wok_broadcast *broadcast;
static struct wok_subscription subscriptions[2];

static void broadcast_two(void *unused) {
    (void)unused;
    for (int value = 1; value <= 2; value++)
        model_assert(wok_broadcast_send(broadcast, &value) == 0);
    wok_broadcast_close(broadcast);
}
static void hear_all(void *argument) {
    struct wok_subscription *subscription = argument;
    int last = 0, count = 0;
    for (;;) {
        int value = 0;
        struct wok_broadcast_receive *self = model_allocate(sizeof *self, 16);
        wok_broadcast_receive_init(self, subscription, &value, sizeof value);
        AWAIT_LEAF(wok_broadcast_receive, self, (unsigned)(subscription - subscriptions), false);
        int result = self->result;
        model_free(self);
        model_assert(ready);
        if (result == -EPIPE)
            break;
        count += result == 0;
        model_assert(result == -EOVERFLOW || value > last);
        last = result == 0 ? value : last;
    }
    model_assert(last == 2 && count + (int)subscription->missed == 2);
}
static void broadcast_heard(uint32_t capacity, unsigned subscribers) {
    world_begin();
    broadcast = wok_broadcast_create(sizeof(int), capacity);
    for (unsigned i = 0; i < subscribers; i++)
        wok_subscribe(broadcast, &subscriptions[i]);
    int t = model_spawn(broadcast_two, NULL), u = 0;
    if (subscribers > 1)
        u = model_spawn(hear_all, &subscriptions[1]);
    hear_all(&subscriptions[0]);
    model_join(t);
    if (subscribers > 1)
        model_join(u);
    wok_broadcast_destroy(broadcast);
}
static void broadcast_of_one(void) {
    broadcast_heard(1, 1);
}
static void broadcast_to_two(void) {
    broadcast_heard(2, 2);
}

/* ---- watch ---- */

static wok_watch *watched;

static void set_twice(void *unused) {
    (void)unused;
    before = 1;
    for (int value = 1; value <= 2; value++)
        model_assert(wok_watch_set(watched, &value) == 0);
}
static void watch_latest(void) {
    int value = 0;
    uint64_t version = 1;
    world_begin();
    before = 0;
    watched = wok_watch_create(&value);
    int t = model_spawn(set_twice, NULL);
    while (value != 2) {
        struct wok_watch_changed *self = model_allocate(sizeof *self, 16);
        wok_watch_changed_init(self, watched, &version, &value, sizeof value);
        AWAIT_LEAF(wok_watch_changed, self, 0, false);
        model_assert(ready && self->result == 0 && before == 1);
        model_free(self);
    }
    model_join(t);
    wok_watch_destroy(watched);
}

/* ---- token ---- */

static wok_token *root, *below;

static void cancel_root(void *unused) {
    (void)unused;
    before = 1;
    wok_token_cancel(root, -EIO);
    wok_token_release(root);
}
static void listen(void *give_up) {
    struct wok_token_wait *self = model_allocate(sizeof *self, 16);
    wok_token_wait_init(self, below);
    AWAIT_LEAF(wok_token_wait, self, give_up ? 1 : 0, give_up != NULL);
    model_assert(!ready || (self->result == -EIO && before == 1));
    model_free(self);
    wok_token_release(below);
}
static void token_cancelled(void) {
    world_begin();
    before = 0;
    root = wok_token_create(NULL);
    below = wok_token_share(wok_token_create(root));
    int t = model_spawn(cancel_root, NULL), u = model_spawn(listen, &before);
    listen(NULL);
    model_join(t);
    model_join(u);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "streams/" title,                      \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(oneshot_sent, "a oneshot is sent", 3);
MODEL(oneshot_dropped, "a oneshot's sender goes", 3);
MODEL(oneshot_given_up, "a oneshot's receiver goes", 3);
MODEL(broadcast_of_one, "a broadcast of one", 2);
MODEL(broadcast_to_two, "a broadcast to two", 2);
MODEL(watch_latest, "a watch", 3);
MODEL(token_cancelled, "a token", 2);

const struct model *const streams_models[] = {
    &oneshot_sent_model,     &oneshot_dropped_model,
    &oneshot_given_up_model, &broadcast_of_one_model,
    &broadcast_to_two_model, &watch_latest_model,
    &token_cancelled_model,  NULL,
};
