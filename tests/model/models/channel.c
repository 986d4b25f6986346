/*
 * channel.c: channels (runtime/sync/channel.c). Goal: every value is received once and nobody is left
 * waiting, also when senders and receivers give up at any moment, when there is no memory, and when the
 * channel is closed. Method: threads poll the futures as tasks would; what a value says was written
 * before it was sent, plainly.
 */
#include <errno.h>

#include <wok/channel.h>

#include "models/leaf.h"
#include "models/models.h"

static wok_channel *channel;
static int written[4];                /* plain: published by the send of its number */
static unsigned sent, received, sums; /* of the threads that were joined */

static void begin(size_t capacity) {
    world_begin();
    channel = wok_channel_create(sizeof(int), capacity);
    model_name(channel, 64, "channel");
    sent = received = sums = 0;
    for (int i = 0; i < 4; i++)
        written[i] = 0;
}

struct result {
    bool ready;
    int error;
    int value;
};

static struct result send_value(int value, unsigned flag, bool give_up) {
    struct wok_channel_send *self = model_allocate(sizeof *self, 16);
    wok_channel_send_init(self, channel, &value, sizeof value);
    written[value] = 1;
    AWAIT_LEAF(wok_channel_send, self, flag, give_up);
    struct result result = {ready, ready ? self->result : 0, value};
    model_free(self);
    return result;
}

static struct result receive_value(unsigned flag, bool give_up) {
    struct result result = {false, 0, -1};
    struct wok_channel_receive *self = model_allocate(sizeof *self, 16);
    wok_channel_receive_init(self, channel, &result.value, sizeof result.value);
    AWAIT_LEAF(wok_channel_receive, self, flag, give_up);
    result.ready = ready;
    result.error = ready ? self->result : 0;
    if (ready && self->result == 0)
        model_assert(written[result.value] == 1);
    model_free(self);
    return result;
}

static void send_1(void *flag) {
    struct result result = send_value(1, (unsigned)(uintptr_t)flag, false);
    model_assert(result.error == 0);
}
static void send_2(void *flag) {
    struct result result = send_value(2, (unsigned)(uintptr_t)flag, false);
    model_assert(result.error == 0);
}
static unsigned given_up;
static void send_3_or_give_up(void *flag) {
    given_up = !send_value(3, (unsigned)(uintptr_t)flag, true).ready;
}
static void end(void) {
    model_assert(wok_channel_length(channel) == 0);
    wok_channel_destroy(channel);
}

static void of_one(void) {
    begin(1);
    int t = model_spawn(send_1, (void *)1);
    model_assert(receive_value(0, false).value == 1);
    model_join(t);
    end();
}

static void two_senders(size_t capacity) {
    begin(capacity);
    int t = model_spawn(send_1, (void *)1), u = model_spawn(send_2, (void *)2);
    int first = receive_value(0, false).value, second = receive_value(0, false).value;
    model_assert(first + second == 3 && first != second);
    model_join(t);
    model_join(u);
    end();
}
static void two_senders_of_one(void) {
    two_senders(1);
}
static void two_senders_rendezvous(void) {
    two_senders(0);
}
static void two_senders_unbounded(void) {
    two_senders(WOK_UNBOUNDED);
}

static void receive_any(void *flag) {
    struct result result = receive_value((unsigned)(uintptr_t)flag, false);
    model_assert(result.ready && result.error == 0);
}
static void two_receivers(void) {
    begin(1);
    int t = model_spawn(receive_any, (void *)1), u = model_spawn(receive_any, (void *)2);
    send_1(NULL);
    send_2(NULL);
    model_join(t);
    model_join(u);
    end();
}

/* What was not received stays for the other. */
static void receive_or_give_up(void *flag) {
    struct result result = receive_value((unsigned)(uintptr_t)flag, true);
    given_up = !result.ready;
}
static void receiver_gives_up(size_t capacity) {
    begin(capacity);
    int t = model_spawn(receive_or_give_up, (void *)1), u = model_spawn(send_1, (void *)2);
    struct result mine = {false, 0, 0};
    if (model_choose(2))
        mine = receive_value(0, true);
    model_note("gave up: %d", !mine.ready);
    model_join(t);
    if (given_up && !mine.ready)
        model_assert(receive_value(0, false).value == 1);
    model_join(u);
    end();
}
static void receiver_gives_up_of_one(void) {
    receiver_gives_up(1);
}
static void receiver_gives_up_rendezvous(void) {
    receiver_gives_up(0);
}

/* A sender that gives up has not sent; the one behind it is not left waiting. */
static void sender_gives_up(size_t capacity) {
    begin(capacity);
    int t = model_spawn(send_3_or_give_up, (void *)1), u = model_spawn(send_1, (void *)2);
    int sum = receive_value(0, false).value;
    model_join(t);
    if (!given_up)
        sum += receive_value(0, false).value;
    model_join(u);
    model_assert(sum == (given_up ? 1 : 4));
    end();
}
static void sender_gives_up_of_one(void) {
    begin(1);
    send_2(NULL); /* it is full */
    int t = model_spawn(send_3_or_give_up, (void *)1), u = model_spawn(send_1, (void *)2);
    int sum = receive_value(0, false).value + receive_value(0, false).value;
    model_join(t);
    if (!given_up)
        sum += receive_value(0, false).value;
    model_join(u);
    model_assert(sum == (given_up ? 3 : 6));
    end();
}
static void sender_gives_up_rendezvous(void) {
    sender_gives_up(0);
}

static void close_channel(void *unused) {
    (void)unused;
    wok_channel_close(channel);
}
static void send_1_if_open(void *flag) {
    struct result result = send_value(1, (unsigned)(uintptr_t)flag, false);
    sent = result.error == 0;
    model_assert(result.error == 0 || result.error == -EPIPE);
}
static void closed(size_t capacity) {
    begin(capacity);
    int t = model_spawn(close_channel, NULL), u = model_spawn(send_1_if_open, (void *)1);
    struct result result = receive_value(0, false);
    model_assert(result.error == 0 || result.error == -EPIPE);
    model_join(t);
    model_join(u);
    if (result.error < 0 && sent)
        result = receive_value(0, false);
    model_assert((result.error == 0) == sent);
    end();
}
static void closed_of_one(void) {
    closed(1);
}
static void closed_rendezvous(void) {
    closed(0);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "channel/" title,                      \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(of_one, "one value", 3);
MODEL(two_senders_of_one, "of one, two senders", 2);
MODEL(two_senders_rendezvous, "rendezvous, two senders", 2);
MODEL(two_senders_unbounded, "unbounded, two senders", 2);
MODEL(two_receivers, "of one, two receivers", 2);
MODEL(receiver_gives_up_of_one, "of one, receivers give up", 2);
MODEL(receiver_gives_up_rendezvous, "rendezvous, receivers give up", 2);
MODEL(sender_gives_up_of_one, "of one, a sender gives up", 2);
MODEL(sender_gives_up_rendezvous, "rendezvous, a sender gives up", 2);
MODEL(closed_of_one, "of one, closed", 2);
MODEL(closed_rendezvous, "rendezvous, closed", 2);

const struct model *const channel_models[] = {
    &of_one_model,
    &two_senders_of_one_model,
    &two_senders_rendezvous_model,
    &two_senders_unbounded_model,
    &two_receivers_model,
    &receiver_gives_up_of_one_model,
    &receiver_gives_up_rendezvous_model,
    &sender_gives_up_of_one_model,
    &sender_gives_up_rendezvous_model,
    &closed_of_one_model,
    &closed_rendezvous_model,
    NULL,
};
