/*
 * Goal    A oneshot's value arrives once, or its end is told; every subscriber of a broadcast gets every
 *         value, or is told how many it missed; who watches sees the latest value.
 * Method  Ends given back in every order, receivers that are cancelled, and crowds.
 */
#include <errno.h>
#include <stdbool.h>

#include <wok/wok.h>

#include "support/expect.h"

/* ---- oneshot ---- */

static async int answer_after(wok_oneshot *oneshot, int turns, int value) {
    for (int i = 0; i < turns; i++)
        await wok_yield();
    return wok_oneshot_send(oneshot, &value);
}

static async int ask(wok_oneshot *oneshot) {
    int value = -1;
    int error = await wok_oneshot_receive(oneshot, &value);
    return error < 0 ? error : value;
}

static async void an_answer_arrives_once(void) {
    for (int turns = 0; turns < 200; turns++) {
        wok_oneshot *oneshot = wok_oneshot_create(sizeof(int));
        auto sender = spawn(answer_after(oneshot, turns % 7, turns));
        auto receiver = spawn(ask(oneshot));
        EXPECT_EQUAL(await receiver, turns);
        EXPECT_EQUAL(await sender, 0);
        wok_oneshot_drop_receiver(oneshot);
    }
}

static async void ends_are_given_back_in_any_order(void) {
    int value = 1;
    wok_oneshot *oneshot = wok_oneshot_create(sizeof(int));
    wok_oneshot_drop_receiver(oneshot);
    EXPECT_EQUAL(wok_oneshot_send(oneshot, &value), -EPIPE);
    oneshot = wok_oneshot_create(sizeof(int));
    auto receiver = spawn(ask(oneshot));
    await wok_yield();
    wok_oneshot_drop_sender(oneshot);
    EXPECT_EQUAL(await receiver, -EPIPE);
    wok_oneshot_drop_receiver(oneshot);
    oneshot = wok_oneshot_create(sizeof(int));
    EXPECT_EQUAL(wok_oneshot_send(oneshot, &value), 0);
    EXPECT_EQUAL(await wok_oneshot_receive(oneshot, &value), 0);
    EXPECT_EQUAL(await wok_oneshot_receive(oneshot, &value), -EPIPE);
    wok_oneshot_drop_receiver(oneshot);
    wok_oneshot_drop_receiver(NULL);
    wok_oneshot_drop_sender(NULL);
}

/* Whoever is faster: the value was received, or goes with the end, or the sender is told. */
static async void senders_and_cancelled_receivers_meet(void) {
    for (int turns = 0; turns < 300; turns++) {
        wok_oneshot *oneshot = wok_oneshot_create(sizeof(int));
        auto sender = spawn(answer_after(oneshot, turns % 5, 9));
        auto receiver = spawn(ask(oneshot));
        for (int i = 0; i < turns % 6; i++)
            await wok_yield();
        int cancelled = await wok_cancel(receiver);
        wok_oneshot_drop_receiver(oneshot); /* not the receiver's: it may never have begun */
        int sent = await sender;
        EXPECT(cancelled == 0 || cancelled == -ECANCELED);
        EXPECT(sent == 0 || sent == -EPIPE);
        EXPECT(cancelled == -ECANCELED || sent == 0);
    }
}

/* ---- broadcast ---- */

enum { VALUES = 500, SUBSCRIBERS = 6 };

static async void subscribe_and_count(wok_broadcast *broadcast, _Atomic int *ready, int *received,
                                      uint64_t *missed) {
    struct wok_subscription subscription;
    wok_subscribe(broadcast, &subscription);
    ready[0]++;
    int value, last = -1, error;
    while ((error = await wok_broadcast_receive(&subscription, &value)) != -EPIPE) {
        if (error == -EOVERFLOW)
            continue;
        EXPECT_EQUAL(error, 0);
        EXPECT(value > last);
        last = value;
        received[0]++;
    }
    EXPECT_EQUAL(last, VALUES - 1);
    missed[0] = subscription.missed;
}

static async void every_subscriber_gets_every_value(uint32_t capacity) {
    static int received[SUBSCRIBERS];
    static uint64_t missed[SUBSCRIBERS];
    static _Atomic int ready;
    wok_broadcast *broadcast = wok_broadcast_create(sizeof(int), capacity);
    task(void) tasks[SUBSCRIBERS];
    memset(received, 0, sizeof received);
    ready = 0;
    for (int i = 0; i < SUBSCRIBERS; i++)
        tasks[i] = spawn(subscribe_and_count(broadcast, &ready, &received[i], &missed[i]));
    while (ready < SUBSCRIBERS)
        await wok_yield();
    for (int i = 0; i < VALUES; i++) {
        EXPECT_EQUAL(wok_broadcast_send(broadcast, &i), 0);
        if (i % 5 == 0)
            await wok_yield();
    }
    wok_broadcast_close(broadcast);
    EXPECT_EQUAL(wok_broadcast_send(broadcast, &(int){1}), -EPIPE);
    for (int i = 0; i < SUBSCRIBERS; i++) {
        await tasks[i];
        EXPECT_EQUAL(received[i] + (int)missed[i], VALUES);
        if (capacity >= VALUES)
            EXPECT_EQUAL(received[i], VALUES);
    }
    wok_broadcast_destroy(broadcast);
}

static async void who_is_slow_is_told_what_is_gone(void) {
    wok_broadcast *broadcast = wok_broadcast_create(sizeof(int), 4);
    struct wok_subscription subscription;
    int value = -1;
    wok_subscribe(broadcast, &subscription);
    for (int i = 0; i < 10; i++)
        EXPECT_EQUAL(wok_broadcast_send(broadcast, &i), 0);
    EXPECT_EQUAL(await wok_broadcast_receive(&subscription, &value), -EOVERFLOW);
    EXPECT(value == -1 && subscription.missed == 6);
    for (int i = 6; i < 10; i++) {
        EXPECT_EQUAL(await wok_broadcast_receive(&subscription, &value), 0);
        EXPECT_EQUAL(value, i);
    }
    int error = 1;
    race {
        when(error = await wok_broadcast_receive(&subscription, &value)) {
            EXPECT(!"nothing is sent");
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
    EXPECT(error == 1 && value == 9);
    wok_broadcast_destroy(broadcast);
    wok_broadcast_destroy(NULL);
    EXPECT(!wok_broadcast_create(4, 0));
}

/* ---- watch ---- */

static async int watch_until(wok_watch *watch, int last) {
    uint64_t version = 0;
    int value = -1, before = -1, changes = 0;
    while (value != last && await wok_watch_changed(watch, &version, &value) == 0) {
        EXPECT(value > before);
        before = value;
        changes++;
    }
    return changes;
}

static async void who_watches_sees_the_latest(void) {
    int value = 0;
    wok_watch *watch = wok_watch_create(&value);
    task(int) tasks[SUBSCRIBERS];
    for (int i = 0; i < SUBSCRIBERS; i++)
        tasks[i] = spawn(watch_until(watch, VALUES));
    for (value = 1; value <= VALUES; value++) {
        EXPECT_EQUAL(wok_watch_set(watch, &value), 0);
        if (value % 3 == 0)
            await wok_yield();
    }
    for (int i = 0; i < SUBSCRIBERS; i++)
        EXPECT(await tasks[i] >= 1);
    uint64_t version = wok_watch_get(watch, &value);
    EXPECT(value == VALUES && version == VALUES + 1);
    auto waits = spawn(watch_until(watch, -2));
    for (int i = 0; i < 3; i++)
        await wok_yield();
    wok_watch_close(watch);
    EXPECT_EQUAL(await waits, 1);
    EXPECT_EQUAL(await wok_watch_changed(watch, &version, &value), -EPIPE);
    EXPECT_EQUAL(wok_watch_set(watch, &value), -EPIPE);
    wok_watch_destroy(watch);
    wok_watch_destroy(NULL);
}

async int main(void) {
    await an_answer_arrives_once();
    await ends_are_given_back_in_any_order();
    await senders_and_cancelled_receivers_meet();
    await every_subscriber_gets_every_value(VALUES);
    await every_subscriber_gets_every_value(3);
    await who_is_slow_is_told_what_is_gone();
    await who_watches_sees_the_latest();
    printf("ok\n");
    return 0;
}
