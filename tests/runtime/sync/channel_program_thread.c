/* The plain threads of channel_program.c: the same names block here. And what looks behind the scenes. */
#define WOK_CALLER
#include "sync/channel_crowd.h"

#include <string.h>

#include "support/expect.h"
#include "sync/channel.h"

static int count(wok_channel *channel, struct wok_wait *const *list) {
    int nodes = 0;
    wok__brief_acquire(&channel->lock);
    for (const struct wok_wait *wait = *list; wait; wait = wait->next == *list ? NULL : wait->next)
        nodes++;
    wok__brief_release(&channel->lock);
    return nodes;
}

int channel_senders(wok_channel *channel) {
    return count(channel, &channel->senders);
}

int channel_receivers(wok_channel *channel) {
    return count(channel, &channel->receivers);
}

void crowd_note(struct channel_crowd *crowd, const struct numbered *value, int last[SENDERS]) {
    EXPECT(last[value->sender] < value->number);
    last[value->sender] = value->number;
    crowd->seen[value->sender][value->number]++;
}

void *send_thread(void *argument) {
    struct channel_crowd *crowd = argument;
    for (int i = 0; i < VALUES_OF_THREAD; i++) {
        struct numbered value = {.sender = SENDERS - 1, .number = i};
        EXPECT_EQUAL(wok_send(crowd->channel, &value), 0);
    }
    return NULL;
}

void *receive_thread(void *argument) {
    struct channel_crowd *crowd = argument;
    int last[SENDERS];
    struct numbered value;
    memset(last, -1, sizeof last);
    while (wok_receive(crowd->channel, &value) == 0)
        crowd_note(crowd, &value, last);
    return NULL;
}
