/*
 * Goal    Every value that was sent is received once, in the order of its sender; closing, cancelling
 *         and losing races lose and double nothing; memory comes with values and goes with them.
 * Method  Each kind of channel (of 1, of a few, rendezvous, unbounded) with senders and receivers that
 *         are cancelled before and after the grant; a crowd of tasks and plain threads that send
 *         numbered values, some of them in races that they often lose, and ledgers that count.
 */
#include <errno.h>
#include <pthread.h>

#include <wok/wok.h>

#include "support/expect.h"
#include "sync/channel_crowd.h"

static async void values_come_in_order_and_then_the_end(void) {
    wok_channel *channel = wok_channel_create(sizeof(int), 4);
    int value = 0;
    EXPECT_EQUAL(wok_try_receive(channel, &value), -EAGAIN);
    for (int i = 0; i < 4; i++)
        EXPECT_EQUAL(await wok_send(channel, &i), 0);
    EXPECT_EQUAL(wok_try_send(channel, &value), -EAGAIN);
    EXPECT_EQUAL(wok_channel_length(channel), 4);
    wok_channel_close(channel);
    wok_channel_close(channel);
    EXPECT(wok_channel_is_closed(channel));
    EXPECT_EQUAL(await wok_send(channel, &value), -EPIPE);
    EXPECT_EQUAL(wok_try_send(channel, &value), -EPIPE);
    for (int i = 0; i < 4; i++) {
        EXPECT_EQUAL(await wok_receive(channel, &value), 0);
        EXPECT_EQUAL(value, i);
    }
    EXPECT_EQUAL(await wok_receive(channel, &value), -EPIPE);
    EXPECT_EQUAL(wok_try_receive(channel, &value), -EPIPE);
    wok_channel_destroy(channel);
    wok_channel_destroy(NULL);
}

static async int send_one(wok_channel *channel, int value) {
    return await wok_send(channel, &value);
}

static async int receive_one(wok_channel *channel) {
    int value = -1;
    int error = await wok_receive(channel, &value);
    return error < 0 ? error : value;
}

static async void until(wok_channel *channel, int senders, int receivers) {
    while (channel_senders(channel) != senders || channel_receivers(channel) != receivers)
        await wok_yield();
}

static async void closing_wakes_everybody(void) {
    enum { crowd = 40 };
    wok_channel *full = wok_channel_create(sizeof(int), 1), *empty = wok_channel_create(4, 1);
    task(int) senders[crowd], receivers[crowd];
    int value = 7;
    EXPECT_EQUAL(await wok_send(full, &value), 0);
    for (int i = 0; i < crowd; i++) {
        senders[i] = spawn(send_one(full, i));
        receivers[i] = spawn(receive_one(empty));
    }
    await until(full, crowd, 0);
    await until(empty, 0, crowd);
    wok_channel_close(full);
    wok_channel_close(empty);
    for (int i = 0; i < crowd; i++) {
        EXPECT_EQUAL(await senders[i], -EPIPE);
        EXPECT_EQUAL(await receivers[i], -EPIPE);
    }
    EXPECT_EQUAL(await receive_one(full), 7);
    EXPECT_EQUAL(await receive_one(full), -EPIPE);
    wok_channel_destroy(full);
    wok_channel_destroy(empty);
}

/* The claim of who is cancelled goes to the next; the value goes nowhere else. */
static async void a_cancelled_receive_has_received_nothing(size_t capacity) {
    wok_channel *channel = wok_channel_create(sizeof(int), capacity);
    auto first = spawn(receive_one(channel));
    await until(channel, 0, 1);
    auto second = spawn(receive_one(channel));
    await until(channel, 0, 2);
    EXPECT_EQUAL(await send_one(channel, 42),
                 0); /* the first has a claim, and has not looked yet */
    if (await wok_cancel(first) == -ECANCELED) {
        EXPECT_EQUAL(await second, 42);
    } else { /* it was faster, and is over with what it received */
        EXPECT_EQUAL(await send_one(channel, 43), 0);
        EXPECT_EQUAL(await second, 43);
    }
    EXPECT_EQUAL(wok_channel_length(channel), 0);
    wok_channel_destroy(channel);
}

static async void a_cancelled_send_has_sent_nothing(void) {
    wok_channel *channel = wok_channel_create(sizeof(int), 1);
    EXPECT_EQUAL(await send_one(channel, 1), 0);
    auto first = spawn(send_one(channel, 2));
    await until(channel, 1, 0);
    auto second = spawn(send_one(channel, 3));
    await until(channel, 2, 0);
    EXPECT_EQUAL(await receive_one(channel), 1);
    int expected = await wok_cancel(first) == -ECANCELED ? 3 : 2;
    EXPECT_EQUAL(await receive_one(channel), expected);
    if (expected == 2)
        EXPECT_EQUAL(await receive_one(channel), 3);
    EXPECT_EQUAL(await second, 0);
    EXPECT_EQUAL(wok_try_receive(channel, &expected), -EAGAIN);
    wok_channel_destroy(channel);
}

static async void a_rendezvous_keeps_nothing(void) {
    wok_channel *channel = wok_channel_create(sizeof(int), 0);
    int value = 5, error = 0;
    EXPECT_EQUAL(wok_try_send(channel, &value), -EAGAIN);
    race {
        when(error = await wok_send(channel, &value)) {
            EXPECT(!"nobody receives");
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
    EXPECT_EQUAL(wok_try_receive(channel, &value), -EAGAIN);
    int sent = 1, received = 0;
    join(sent = await send_one(channel, 6), received = await receive_one(channel));
    EXPECT(sent == 0 && received == 6);
    join(received = await receive_one(channel), sent = await send_one(channel, 7));
    EXPECT(sent == 0 && received == 7);
    auto receiver = spawn(receive_one(channel));
    await until(channel, 0, 1);
    value = 8;
    EXPECT_EQUAL(wok_try_send(channel, &value), 0);
    EXPECT_EQUAL(wok_try_send(channel, &value), -EAGAIN);
    EXPECT_EQUAL(await receiver, 8);
    wok_channel_destroy(channel);
}

/* A receiver that was waiting leaves: the sender that was let in because of it waits again. */
static async void a_rendezvous_whose_receiver_leaves(void) {
    wok_channel *channel = wok_channel_create(sizeof(int), 0);
    auto sender = spawn(send_one(channel, 1));
    await until(channel, 1, 0);
    for (int i = 0; i < 100; i++) {
        auto receiver = spawn(receive_one(channel));
        await wok_yield();
        if (await wok_cancel(receiver) == 0)
            break;
    }
    int result = -1;
    race {
        when(result = await sender) {
        }
        when(await wok_sleep(WOK_MS)) {
            EXPECT_EQUAL(await receive_one(channel), 1);
            result = await sender;
        }
    }
    EXPECT_EQUAL(result, 0);
    EXPECT_EQUAL(wok_channel_length(channel), 0);
    wok_channel_destroy(channel);
}

struct large {
    char name[600];
    int number;
};

static async void values_of_any_size_and_number(void) {
    wok_channel *larges = wok_channel_create(sizeof(struct large), WOK_UNBOUNDED);
    for (int i = 0; i < 1000; i++) {
        struct large large = {.number = i};
        snprintf(large.name, sizeof large.name, "number %d", i);
        EXPECT_EQUAL(await wok_send(larges, &large), 0);
    }
    for (int i = 0; i < 1000; i++) {
        struct large large;
        char name[600];
        EXPECT_EQUAL(await wok_receive(larges, &large), 0);
        snprintf(name, sizeof name, "number %d", i);
        EXPECT(large.number == i && !strcmp(large.name, name));
    }
    wok_channel_destroy(larges);
    wok_channel *signals = wok_channel_create(0, 3);
    for (int i = 0; i < 3; i++)
        EXPECT_EQUAL(await wok_channel_send(signals, NULL, 0), 0);
    EXPECT_EQUAL(wok_channel_try_send(signals, NULL, 0), -EAGAIN);
    EXPECT_EQUAL(await wok_channel_receive(signals, NULL, 0), 0);
    EXPECT_EQUAL(wok_channel_length(signals), 2);
    wok_channel_destroy(signals);
    EXPECT(!wok_channel_create((size_t)1 << 40, 1));
}

/* ---- the crowd ---- */

static async void produce(struct channel_crowd *crowd, int sender) {
    for (int i = 0; i < VALUES; i++) {
        struct numbered value = {.sender = sender, .number = i};
        EXPECT_EQUAL(await wok_send(crowd->channel, &value), 0);
    }
}

/* Tries again until it has been sent: what loses the race has not been. */
static async void produce_impatiently(struct channel_crowd *crowd, int sender) {
    for (int i = 0; i < VALUES; i++) {
        struct numbered value = {.sender = sender, .number = i};
        bool sent = false;
        while (!sent) {
            int error = 0;
            race {
                when(error = await wok_send(crowd->channel, &value)) {
                    EXPECT_EQUAL(error, 0);
                    sent = true;
                }
                when(await wok_yield()) {
                }
            }
        }
    }
}

static async void consume(struct channel_crowd *crowd) {
    int last[SENDERS];
    struct numbered value;
    memset(last, -1, sizeof last);
    while (await wok_receive(crowd->channel, &value) == 0)
        crowd_note(crowd, &value, last);
}

static async void consume_impatiently(struct channel_crowd *crowd) {
    int last[SENDERS];
    bool over = false;
    memset(last, -1, sizeof last);
    while (!over) {
        struct numbered value;
        int error = 0;
        race {
            when(error = await wok_receive(crowd->channel, &value)) {
                over = error < 0;
                if (!over)
                    crowd_note(crowd, &value, last);
            }
            when(await wok_yield()) {
            }
        }
    }
}

static int join_thread(void *thread) {
    return pthread_join(*(pthread_t *)thread, NULL);
}

static async void everybody_sends_and_receives(size_t capacity) {
    static struct channel_crowd crowd;
    memset(&crowd, 0, sizeof crowd);
    crowd.channel = wok_channel_create(sizeof(struct numbered), capacity);
    task(void) senders[SENDERS - 1], receivers[4];
    pthread_t sending, receiving;
    for (int i = 0; i < 4; i++)
        receivers[i] = i % 2 ? spawn(consume(&crowd)) : spawn(consume_impatiently(&crowd));
    EXPECT_EQUAL(pthread_create(&sending, NULL, send_thread, &crowd), 0);
    EXPECT_EQUAL(pthread_create(&receiving, NULL, receive_thread, &crowd), 0);
    for (int i = 0; i < SENDERS - 1; i++)
        senders[i] = i % 2 ? spawn(produce(&crowd, i)) : spawn(produce_impatiently(&crowd, i));
    for (int i = 0; i < SENDERS - 1; i++)
        await senders[i];
    EXPECT_EQUAL(await wok_blocking(join_thread, &sending), 0);
    wok_channel_close(crowd.channel);
    for (int i = 0; i < 4; i++)
        await receivers[i];
    EXPECT_EQUAL(await wok_blocking(join_thread, &receiving), 0);
    for (int i = 0; i < SENDERS; i++)
        for (int j = 0; j < VALUES; j++)
            EXPECT_EQUAL(crowd.seen[i][j], i < SENDERS - 1 || j < VALUES_OF_THREAD);
    wok_channel_destroy(crowd.channel);
}

async int main(void) {
    await values_come_in_order_and_then_the_end();
    await closing_wakes_everybody();
    await a_cancelled_receive_has_received_nothing(4);
    await a_cancelled_receive_has_received_nothing(0);
    await a_cancelled_send_has_sent_nothing();
    await a_rendezvous_keeps_nothing();
    await a_rendezvous_whose_receiver_leaves();
    await values_of_any_size_and_number();
    await everybody_sends_and_receives(1);
    await everybody_sends_and_receives(50);
    await everybody_sends_and_receives(0);
    await everybody_sends_and_receives(WOK_UNBOUNDED);
    printf("ok\n");
    return 0;
}
